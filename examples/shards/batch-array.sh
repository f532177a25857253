#!/bin/sh
# A hunt as an array of batch jobs (Slurm): sbatch batch-array.sh. Each task hunts its own part of the seed's scripts, with
# as many workers as it was given processors. Findings of all tasks go to one folder, where scripts of one shape are kept
# once; what they have reached is put together by: wasi-fs-conformance cover --from coverage-1.json --from coverage-2.json ...
#SBATCH --job-name=wasi-fs-hunt
#SBATCH --array=1-16
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=2500M
#SBATCH --time=08:30:00
set -eu
wasi-fs-conformance hunt --seed "${SEED:-20}" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --jobs "$SLURM_CPUS_PER_TASK" --for "${HUNT_FOR:-8h}" --keep-going --found found --coverage "coverage-$SLURM_ARRAY_TASK_ID.json"
