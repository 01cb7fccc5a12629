#!/usr/bin/env bash
# Finds a Python that is recent enough, or has uv get one, and hands over to start.py with the same arguments.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

# A name on PATH may be a shim, or the Windows store's stub, with no interpreter behind it: each is run.
recent() {
  "$1" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

start() {
  exec "$1" -I -X utf8 "$here/start.py" "${@:2}"
}

cache=${RUNNER_TOOL_CACHE:-}
for python in python3 python python3.13 python3.12 python3.11 \
  ${cache:+"$cache"/Python/3.1[1-9].*/*/bin/python3 "$cache"/Python/3.1[1-9].*/*/python.exe}; do
  if recent "$python"; then start "$python" "$@"; fi
done

if command -v uv >/dev/null 2>&1; then
  # Not in the working directory: a checkout may hold a .python-version.
  python=$(cd -- "$here" && { uv python install --quiet --no-config 3.13 >&2 || true
    uv python find --no-config --no-project '>=3.11'; } || true)
  if [[ -n $python ]] && recent "$python"; then start "$python" "$@"; fi
fi

echo '::error title=clubaction::This runner has no Python 3.11 or newer, and no uv that could get one.' \
  'Add a step with actions/setup-python before this one.'
exit 3
