#!/bin/sh
# The recipe of fingerprint-minutiae.onnx in one go, from random numbers to a file: sh repeat-minutiae.sh FOLDER
# About an hour on one core, 4 GB in FOLDER. Interrupted, the same command goes on where it stopped.
# The published file came out of this recipe with interruptions and two changes on the way (../fingerprint-minutiae.md), so the
# bytes differ; nothing in models/ is overwritten.
set -eu
mkdir -p "$1/exported"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")"
. ./environment.sh
grown() { # NAME FIELDS SEED
  [ -e "$folder/masters-$1.pt" ] || python3 masters.py --fields "$2" --ridge-growths 1 --seed "$3" --out "$folder/masters-$1.pt"
  [ -e "$folder/truth-$1.pt" ] || python3 ridge_truth.py --masters "$folder/masters-$1.pt" --out "$folder/truth-$1.pt"
}
grown 21 2048 21
grown 78 192 78
mkdir -p "$folder/patches"
python3 train.py minutiae --masters "$folder/truth-21.pt" "$folder/truth-78.pt" --pool "$folder/patches" --seed 31 --steps 3500 \
  --batch 24 --steps-per-shard 20 --checkpoints "$folder"
cp ../manifest.json "$folder/exported/manifest.json"
python3 export.py minutiae --checkpoints "$folder" --out "$folder/exported" --manifest "$folder/exported/manifest.json" --report "$folder/minutiae.json"
python3 evaluate_minutiae.py --masters "$folder/truth-78.pt" --model "$folder/exported/fingerprint-minutiae.onnx"
