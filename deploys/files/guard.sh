#!/bin/sh
# Written by drplan. A dead-man's switch for how this host is reached: SSH, login, sudo and firewall.
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

# What decides who comes in and may use sudo, with all below it. deploys/guard.py reads these lines too.
WATCHED='
etc/ssh
etc/default/ssh
etc/systemd/system/ssh.service
etc/systemd/system/ssh.service.d
etc/systemd/system/ssh.socket
etc/systemd/system/ssh.socket.d
etc/pam.conf
etc/pam.d
etc/security
etc/login.defs
etc/nsswitch.conf
etc/hosts.allow
etc/hosts.deny
etc/environment
etc/profile
etc/profile.d
etc/bash.bashrc
etc/nologin
etc/sudo.conf
etc/sudoers
etc/sudoers.d
etc/nftables.conf
'
# The passwords that were used before: login needs none of them, and passwd(1) writes here at any time.
NEVER=etc/security/opasswd

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

operator() { echo "${SUDO_USER:-root}"; }

# One path a line; of those marked with = itself alone, not what is below it.
watched() {
	echo "$WATCHED" | sed '/^$/d'
	home=$(getent passwd "$(operator)" | cut -d: -f6)
	[ -z "$home" ] || printf '%s\n' "=${home#/}" "=${home#/}/.ssh" "${home#/}/.ssh/authorized_keys"
}

# Every path that is there, of those named on standard input.
there() {
	while IFS= read -r path; do
		depth=
		case $path in =*) path=${path#=} depth='-maxdepth 0' ;; esac
		# shellcheck disable=SC2086 # two words, or none
		if [ -e "$ROOT/$path" ] || [ -L "$ROOT/$path" ]; then (cd "$ROOT/" && find "$path" $depth ! -path "$NEVER"); fi
	done | sort
}

line_in() { awk -F: -v name="$2" '$1 == name { print; exit }' "$ROOT/etc/$1" 2>/dev/null; }
groups_of() { awk -F: -v name="$1" 'index("," $4 ",", "," name ",") { print $1 }' "$ROOT/etc/group" 2>/dev/null | sort; }

# Whether a password is locked (!, - when there is none), its digest, then the account's days as in shadow(5).
days_of() {
	line=$(line_in shadow "$1")
	[ -n "$line" ] || return 0
	secret=$(printf '%s\n' "$line" | cut -d: -f2)
	case $secret in '') mark=- ;; !*) mark=! ;; *) mark= ;; esac
	printf '%s:%s:%s\n' "$mark" "$(printf %s "${secret#!}" | sha256sum | cut -c-64)" "$(printf '%s\n' "$line" | cut -d: -f3-8)"
}

field() { cut -d: -f"$2" "$STATE/$1"; }
now() { days_of "$(cat "$STATE/operator")" | cut -d: -f"$1"; }

# The operator's own lines only: others may change their passwords at any time.
save_account() {
	operator >"$1/operator"
	line_in passwd "$(operator)" >"$1/passwd"
	days_of "$(operator)" >"$1/days"
	groups_of "$(operator)" >"$1/groups"
}

save() {
	watched >"$1/watched" &&
		there <"$1/watched" >"$1/paths" &&
		tar -C "$ROOT/" --format=posix --no-recursion --verbatim-files-from --files-from="$1/paths" -cf "$1/saved.tar" ||
		return 1
	save_account "$1" || return 1
	systemctl is-active ssh.socket >"$1/socket" 2>/dev/null
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
After=nftables.service ssh.service ssh.socket
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

# A password that somebody set meanwhile stays, with its date: only its being locked or expired is taken back.
# The name, the home and the account itself cannot change while its owner is logged in, as we are.
restore_account() {
	[ -s "$STATE/passwd" ] || return 0
	user=$(cat "$STATE/operator")
	[ "$(line_in passwd "$user" | cut -d: -f7)" = "$(field passwd 7)" ] ||
		usermod --shell "$(field passwd 7)" "$user" || return 1
	groups_of "$user" | cmp -s - "$STATE/groups" || usermod --groups "$(standing_groups)" "$user" || return 1
	[ ! -s "$STATE/days" ] || restore_days
}

restore_days() {
	if [ "$(now 2)" = "$(field days 2)" ]; then
		case $(field days 1),$(now 1) in
		!,) usermod --lock "$user" || return 1 ;;
		,!) usermod --unlock "$user" || return 1 ;;
		esac
		[ "$(now 3)" = "$(field days 3)" ] || chage --lastday "$(day 3)" "$user" || return 1
	fi
	[ "$(now 4-8)" = "$(field days 4-8)" ] ||
		chage --mindays "$(day 4)" --maxdays "$(day 5)" --warndays "$(day 6)" \
			--inactive "$(day 7)" --expiredate "$(day 8)" "$user"
}

# An empty field is -1 to chage.
day() {
	value=$(field days "$1")
	echo "${value:--1}"
}

standing_groups() {
	while IFS= read -r group; do [ -z "$(line_in group "$group")" ] || echo "$group"; done <"$STATE/groups" | paste -sd, -
}

restore_ssh() {
	# Drop-ins of units were given back too, and on Ubuntu sshd's Port becomes the socket's only so.
	systemctl daemon-reload
	systemctl reset-failed ssh.service ssh.socket 2>/dev/null
	if [ "$(cat "$STATE/socket")" = active ]; then
		# The socket cannot be opened while the service holds it; sessions live on without either.
		systemctl stop ssh.service
		systemctl restart ssh.socket && systemctl is-active --quiet ssh.socket
		return
	fi
	systemctl stop ssh.socket 2>/dev/null
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
	restore_account || failed="$failed account"
	restore_rules || failed="$failed firewall"
	restore_ssh || failed="$failed ssh"
	[ -z "$failed" ] || { say "not given back yet:$failed"; exit 1; }
	{
		sed -n 1p "$STATE/about"
		echo "given back at $(date '+%F %T') ($1)"
	} >"$RESTORED.new" && sync && mv "$RESTORED.new" "$RESTORED" && rm -rf "$STATE" && sync -f "$RESTORED" || end 1 "cannot write"
	systemctl stop drplan-guard.timer 2>/dev/null
	say "run $(run_in "$RESTORED") was not confirmed: SSH, login, sudo and firewall are as they were before ($1)"
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
