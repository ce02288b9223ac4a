# Source before any script here. Without the malloc settings every temporary tensor is a fresh mmap and rendering is
# several times slower. One thread per process: two single-thread processes beat one process with two OpenMP threads
# on a shared machine.
export OMP_NUM_THREADS=1 MALLOC_TRIM_THRESHOLD_=100000000000 MALLOC_MMAP_THRESHOLD_=100000000000
export MALLOC_TOP_PAD_=268435456 MALLOC_ARENA_MAX=1
