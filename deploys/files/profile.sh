# Written by drplan: a change made here is undone by the next deploy.
umask 027
ulimit -c 0
if [ -n "${BASH_VERSION:-}" ]; then
	declare -xr TMOUT=900
fi
