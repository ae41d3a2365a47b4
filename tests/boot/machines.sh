#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Boots every odd machine of config/machines: those that have no column in the table of
# `make rehearse`. Each is a test, by the same script that prints that table.
set -euo pipefail

exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../scripts/rehearse.sh" --tap \
    --machines="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../config/machines" "$@"
