#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The scenarios of serve.sh in which a machine has something of its own: an entry and words from the
# list, or one turn with another entry.
set -euo pipefail

exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/serve.sh" --only='lab.*|once.*' "$@"
