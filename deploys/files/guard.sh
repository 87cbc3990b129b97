#!/bin/sh
# Written by drplan. A dead-man's switch for how this host is reached: SSH, sudo and firewall.
#
#   guard arm RUN SECONDS   save what is now; give it back after SECONDS, or at the next boot
#   guard keep RUN          keep what was changed since: a fresh login has shown that it works
#   guard restore WHY [RUN] give back what was saved (by RUN only), now
#   guard status            say what awaits a login
#
# RUN names one try; it is no secret. Ends with 0, 3 (RUN was given back), 4 (another try awaits its login),
# 5 (nothing is known of RUN), 6 (it is being given back) or 1 (could not).
set -u
umask 077
export LC_ALL=C
ROOT=${DRPLAN_GUARD_ROOT:-}
STATE=$ROOT/var/lib/drplan/guard
KEPT=$ROOT/var/lib/drplan/guard-kept
RESTORED=$ROOT/var/lib/drplan/guard-restored
UNIT=$ROOT/etc/systemd/system/drplan-guard-boot.service
WANTED=$ROOT/etc/systemd/system/multi-user.target.wants
SELF=/usr/local/lib/drplan/guard

say() {
	echo "$*"
	logger -t drplan-guard -- "$*" 2>/dev/null || :
}

end() {
	code=$1
	shift
	echo "$*" >&2
	exit "$code"
}

run_in() { sed -n '1s/^run //p' "$1" 2>/dev/null; }

watched() {
	printf '%s\n' etc/ssh/sshd_config etc/ssh/sshd_config.d etc/nftables.conf \
		etc/sudoers etc/sudoers.d etc/nologin
	home=$(getent passwd "${SUDO_USER:-root}" | cut -d: -f6)
	[ -z "$home" ] || echo "${home#/}/.ssh/authorized_keys"
}

# Every path that is there, below those named on standard input.
there() {
	while IFS= read -r path; do
		if [ -e "$ROOT/$path" ] || [ -L "$ROOT/$path" ]; then (cd "$ROOT/" && find "$path"); fi
	done | sort
}

save() {
	watched >"$1/watched" &&
		there <"$1/watched" >"$1/paths" &&
		tar -C "$ROOT/" --format=posix --no-recursion --verbatim-files-from --files-from="$1/paths" -cf "$1/saved.tar" ||
		return 1
	systemctl is-enabled nftables >"$1/enabled" 2>/dev/null
	systemctl is-active nftables >"$1/active" 2>/dev/null
	command -v nft >/dev/null || return 0
	{ echo 'flush ruleset' && nft list ruleset; } >"$1/rules" && nft --check --file "$1/rules"
}

write_unit() {
	mkdir -p -m 755 "$WANTED" && ln -sfn ../drplan-guard-boot.service "$WANTED/drplan-guard-boot.service" &&
		cat >"$UNIT" <<END && chmod 644 "$UNIT"
# Written by drplan: only a boot needs it, so no daemon-reload follows.
[Unit]
Description=Give back how this host is reached, changed before this boot and never confirmed (drplan)
ConditionPathExists=/var/lib/drplan/guard/about
After=nftables.service ssh.service
[Service]
Type=oneshot
StandardOutput=null
ExecStart=$SELF restore boot
Restart=on-failure
RestartSec=15
[Install]
WantedBy=multi-user.target
END
}

arm() {
	if [ -e "$STATE/about" ]; then
		[ "$(run_in "$STATE/about")" = "$1" ] && return 0
		end 4 "an earlier run's changes await a login and are given back by themselves:" \
			"$(sed -n 2p "$STATE/about"). Run again after that."
	fi
	[ "$(run_in "$RESTORED")" != "$1" ] || end 3 "this run's changes were given back already"
	install -d -m 700 "$ROOT/var/lib/drplan" && rm -rf "$STATE" "$STATE.new" && mkdir "$STATE.new" ||
		end 1 "cannot write to /var/lib/drplan"
	save "$STATE.new" || end 1 "what is now cannot be saved so that it could be given back: nothing is changed"
	printf 'run %s\nuntil %s\n' "$1" "$(date -d "+$2 seconds" '+%F %T')" >"$STATE.new/about"
	write_unit && sync && mv "$STATE.new" "$STATE" && sync -f "$STATE" || end 1 "cannot write"
	systemctl stop drplan-guard.timer 2>/dev/null
	systemctl reset-failed drplan-guard.timer drplan-guard.service 2>/dev/null
	# A restore that fails is tried again: nobody may be able to log in and help.
	if ! systemd-run --quiet --collect --unit=drplan-guard --on-active="${2}s" \
		--timer-property=AccuracySec=1s --property=Type=oneshot --property=StandardOutput=null \
		--property=Restart=on-failure --property=RestartSec=15 "$SELF" restore timer; then
		rm -rf "$STATE"
		end 1 "no timer could be started: nothing is changed"
	fi
	say "armed for run $1: given back in $2 s unless a fresh login confirms"
}

keep() {
	if [ -e "$STATE/about" ] && [ "$(run_in "$STATE/about")" = "$1" ]; then
		[ ! -e "$STATE/restoring" ] || end 6 "run $1 is being given back"
		sync
		echo "run $1" >"$KEPT" && rm -rf "$STATE" && sync -f "$KEPT" || end 1 "cannot write"
		systemctl stop drplan-guard.timer
		say "kept: a fresh login confirmed run $1"
		return 0
	fi
	[ "$(run_in "$KEPT")" = "$1" ] && return 0
	[ "$(run_in "$RESTORED")" = "$1" ] && end 3 "$(sed 1d "$RESTORED" | tr '\n' ';')"
	[ ! -e "$STATE/about" ] || end 4 "another run's changes await a login"
	end 5 "nothing is known of run $1"
}

restore_rules() {
	case $(cat "$STATE/enabled") in
	enabled) systemctl --quiet enable nftables ;;
	disabled | not-found | '') systemctl --quiet disable nftables 2>/dev/null ;;
	esac
	if [ "$(cat "$STATE/active")" = active ]; then
		systemctl is-active --quiet nftables || systemctl start nftables
	else
		systemctl stop nftables 2>/dev/null
	fi
	if [ -e "$STATE/rules" ]; then nft --file "$STATE/rules"; else ! command -v nft >/dev/null || nft flush ruleset; fi
}

# Given back is what was compared: the same paths, and nothing that tar finds otherwise.
restore_files() {
	there <"$STATE/watched" | comm -13 "$STATE/paths" - | sort -r | while IFS= read -r path; do
		if [ -d "$ROOT/$path" ] && [ ! -L "$ROOT/$path" ]; then rmdir "$ROOT/$path"; else rm -f "$ROOT/$path"; fi
	done
	tar -C "$ROOT/" --no-recursion -xpf "$STATE/saved.tar" &&
		there <"$STATE/watched" | cmp -s "$STATE/paths" - &&
		tar -C "$ROOT/" -df "$STATE/saved.tar"
}

restore_ssh() {
	systemctl reset-failed ssh 2>/dev/null
	systemctl reload-or-restart ssh && systemctl is-active --quiet ssh || systemctl restart ssh
}

restore() {
	if [ ! -e "$STATE/about" ]; then
		echo "nothing awaits a login"
		return 0
	fi
	[ $# -eq 1 ] || [ "$(run_in "$STATE/about")" = "$2" ] || end 4 "another run's changes await a login"
	: >"$STATE/restoring" || :
	failed=
	restore_files || failed="$failed files"
	restore_rules || failed="$failed firewall"
	restore_ssh || failed="$failed ssh"
	[ -z "$failed" ] || { say "not given back yet:$failed"; exit 1; }
	{
		sed -n 1p "$STATE/about"
		echo "given back at $(date '+%F %T') ($1)"
	} >"$RESTORED.new" && sync && mv "$RESTORED.new" "$RESTORED" && rm -rf "$STATE" && sync -f "$RESTORED" || end 1 "cannot write"
	systemctl stop drplan-guard.timer 2>/dev/null
	say "run $(run_in "$RESTORED") was not confirmed: SSH, sudo and firewall are as they were before ($1)"
}

status() {
	if [ -e "$STATE/about" ]; then cat "$STATE/about"; else echo idle; fi
}

exec 9>"$ROOT/run/drplan-guard.lock" && flock 9 || end 1 "cannot lock"
case "${1:-} $#" in
"arm 3") arm "$2" "$3" ;;
"keep 2") keep "$2" ;;
"restore 2" | "restore 3") shift && restore "$@" ;;
"status 1") status ;;
*) end 1 "usage: guard arm RUN SECONDS | keep RUN | restore WHY [RUN] | status" ;;
esac
