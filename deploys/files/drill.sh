#!/bin/sh
# drill PROGRAM STATE SITE…: rehearse the loss of each site in a lab on this machine, one after the other.
# PROGRAM is the district's repository made ready (make setup), STATE where keys and evidence are kept.
# Data in the lab are made up: what is proved is that the declaration, the deploys and the way back work.
# Ends with 0 when all went well, 1 when something fell short, 3 when some could not be tried, 2 when none.
set -u
program=$1 state=$2
shift 2
DRPLAN_STATE=$state
export DRPLAN_STATE

drplan() { echo "drplan $*"; "$program/.venv/bin/drplan" "$@"; }

rehearse() {
  # Nothing of production is deployed to: the calendar's freeze of deploys is not about it.
  drplan lab up --site "$1" &&
    drplan deploy apply --site "$1" --kind network --despite-freeze "a drill in a lab" &&
    drplan deploy apply --site "$1" --despite-freeze "a drill in a lab" &&
    drplan lab fill --site "$1" &&
    drplan backup init --site "$1" &&
    drplan backup run --site "$1" || return 2
  drplan drill run --site "$1" --runbooks "$state/runbooks"
}

if ! [ -x "$program/.venv/bin/drplan" ]; then
  echo "there is no drplan at $program: put the district's repository there and run make setup" >&2
  exit 2
fi
if ! [ -f "$state/keys/evidence_ed25519" ]; then
  echo "there is no evidence key: cd $program && DRPLAN_STATE=$state .venv/bin/drplan evidence keygen" \
    "--runbooks $state/runbooks" >&2
  exit 2
fi
cd "$program" || exit 2
# What an interrupted drill left would be taken for this one's.
drplan lab down || exit 2
trap 'drplan lab down' EXIT
trap 'exit 2' HUP INT TERM
tried=0 short=0 failed=0
for site in "$@"; do
  rehearse "$site"
  code=$?
  echo "site $site: drill ended with $code"
  case $code in
  0) tried=1 ;;
  1) tried=1 short=1 ;;
  3) tried=1 failed=1 ;;
  *) failed=1 ;;
  esac
  drplan lab down || exit 2
done
[ $tried = 1 ] || exit 2
[ $failed = 0 ] || exit 3
exit $short
