"""Speed and memory, each beside a reference measured in the same run; `python -m benchmarks --help` says how."""
