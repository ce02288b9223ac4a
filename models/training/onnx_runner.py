"""Runs an ONNX file with onnxruntime-node (Debian has no onnxruntime for Python)."""
import json
import os
import subprocess
import tempfile

import numpy as np

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'run-onnx.mjs')


def run_onnx(model, inputs, repeat=1):
    """inputs: name -> float32 array. Returns (name -> float32 array, median milliseconds of one run on one thread)."""
    with tempfile.TemporaryDirectory() as folder:
        described = {}
        for name, values in inputs.items():
            file = os.path.join(folder, name + '.in.f32')
            np.ascontiguousarray(values, np.float32).tofile(file)
            described[name] = {'dims': list(values.shape), 'file': file}
        request = {'model': os.path.abspath(model), 'repeat': repeat, 'inputs': described, 'outputFolder': folder}
        finished = subprocess.run(['node', SCRIPT], input=json.dumps(request), capture_output=True, text=True, check=False)
        if finished.returncode:
            raise RuntimeError(finished.stderr)
        answer = json.loads(finished.stdout.strip().splitlines()[-1])
        outputs = {name: np.fromfile(output['file'], np.float32).reshape(output['dims'])
                   for name, output in answer['outputs'].items()}
        return outputs, answer['millisecondsMedian']
