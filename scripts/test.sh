#!/usr/bin/env bash
# Builds with warnings as errors and runs every test, the lab's boots of virtual PCs included.
#   scripts/test.sh           what CI runs
#   scripts/test.sh --full    the long matrix of boots as well
# Closes with the line "N passed, N failed"; exit code 0 only when tests ran and none failed.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
    "") ;;
    --full) export LAB_FULL=1 ;;
    *) echo "test.sh: unknown argument '$1' (there is only --full)." >&2; exit 2 ;;
esac
if ((EUID != 0)); then
    echo "test.sh: the tests make network namespaces and loop mounts: run it with sudo." >&2
    exit 2
fi

scripts/publish.sh linux-x64
scripts/loaders.sh
scripts/lab.sh install
scripts/media.sh install
scripts/panel-vm.sh install
dotnet build PiBootBox.sln -c Release -nologo -v quiet

results=artifacts/test-results
rm -rf "$results"
failed_runs=0
for project in tests/*.Tests tests/PiBootBox.Lab; do
    name=$(basename "$project")
    dotnet test "$project" -c Release --no-build -nologo -v quiet \
        --logger "trx;LogFileName=$name.trx" --results-directory "$results" || failed_runs=$((failed_runs + 1))
done

# The counters of each result file; a run that died before it wrote one counts as failed.
passed=0 failed=0
for project in tests/*.Tests tests/PiBootBox.Lab; do
    file=$results/$(basename "$project").trx
    if [[ ! -s $file ]]; then
        echo "test.sh: $project wrote no result." >&2
        failed=$((failed + 1))
        continue
    fi
    counters=$(grep -o '<Counters [^>]*>' "$file")
    count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
    total=$(count total) ok=$(count passed)
    if ((total == 0)); then
        echo "test.sh: $project ran no test." >&2
        failed=$((failed + 1))
    fi
    passed=$((passed + ok))
    failed=$((failed + total - ok))
done
if ((failed_runs > 0 && failed == 0)); then
    echo "test.sh: a test run ended with an error after its tests passed." >&2
    failed=$failed_runs
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
((passed > 0 && failed == 0))
