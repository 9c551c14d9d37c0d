#!/bin/sh
# Installs Kanzleicode from this folder for one person, without root, or removes it again:
#
#   ./install.sh [--prefix FOLDER]            into FOLDER, by default ~/.local (as root: /usr/local)
#   ./install.sh --uninstall [--prefix FOLDER]
#
# An older version in the same place is replaced. Vault and settings are never touched. What was installed stands in
# FOLDER/lib/kanzleicode; install.sh is there too, for the day on which it is to be removed.
set -eu

prefix=${HOME:?}/.local
[ "$(id -u)" != 0 ] || prefix=/usr/local
uninstall=
while [ $# != 0 ]; do
	case $1 in
	--prefix)
		[ $# != 1 ] || { echo "--prefix needs a folder." >&2; exit 2; }
		prefix=$2
		shift
		;;
	--prefix=*) prefix=${1#--prefix=} ;;
	--uninstall) uninstall=1 ;;
	-h | --help)
		sed -n '2,9s/^# \{0,1\}//p' "$0"
		exit
		;;
	*)
		echo "$1 is not understood. See ./install.sh --help" >&2
		exit 2
		;;
	esac
	shift
done
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;;
esac
case $prefix in
*[\"\`\$\\%=]*)
	echo "A desktop entry cannot name a program in $prefix. Please choose another folder." >&2
	exit 1
	;;
esac
own=$prefix/lib/kanzleicode
entry=share/applications/de.kanzleicode.Kanzleicode.desktop

# remove_installed takes away what was installed, and folders that are empty then.
remove_installed() {
	[ -f "$own/installed" ] || return 0
	while IFS= read -r file; do
		rm -f "$prefix/$file"
	done <"$own/installed"
	while IFS= read -r file; do
		folder=$(dirname "$file")
		while [ "$folder" != . ] && rmdir "$prefix/$folder" 2>/dev/null; do
			folder=$(dirname "$folder")
		done
	done <"$own/installed"
	rm -f "$own/installed" "$own/install.sh"
	rmdir "$own" "$prefix/lib" 2>/dev/null || true
}

# refresh tells the desktop, where it has the tools for it.
refresh() {
	if [ -d "$prefix/share/applications" ] && command -v update-desktop-database >/dev/null; then
		update-desktop-database -q "$prefix/share/applications" || true
	fi
	if [ -f "$prefix/share/icons/hicolor/icon-theme.cache" ] && command -v gtk-update-icon-cache >/dev/null; then
		gtk-update-icon-cache -qtf "$prefix/share/icons/hicolor" || true
	fi
}

if [ -n "$uninstall" ]; then
	if [ ! -f "$own/installed" ]; then
		echo "Kanzleicode is not installed in $prefix." >&2
		exit 1
	fi
	remove_installed
	refresh
	echo "Kanzleicode is removed from $prefix. Vault and settings are still there:"
	echo "  ${XDG_DATA_HOME:-$HOME/.local/share}/kanzleicode"
	exit
fi

cd "$(dirname "$0")"
if [ ! -d bin ] || [ ! -d share ]; then
	echo "The programs are not beside this script. Please unpack the whole archive and start its install.sh." >&2
	exit 1
fi
remove_installed
mkdir -p "$own"
find bin share -type f | LC_ALL=C sort >"$own/installed"
cp install.sh "$own/install.sh"
while IFS= read -r file; do
	mkdir -p "$prefix/$(dirname "$file")"
	cp "$file" "$prefix/$file"
done <"$own/installed"
# The desktop need not have FOLDER/bin among the folders in which it looks for programs.
sed -e "s|^Exec=kanzleicode-window|Exec=\"$prefix/bin/kanzleicode-window\"|" \
	-e "s|^TryExec=kanzleicode-window|TryExec=$prefix/bin/kanzleicode-window|" "$entry" >"$prefix/$entry"
refresh
echo "Kanzleicode is installed in $prefix. It stands in the desktop's menu; on the command line it is"
case :$PATH: in
*:"$prefix/bin":*) echo "  kanzleicode" ;;
*) echo "  $prefix/bin/kanzleicode" ;;
esac
echo "To remove it: $own/install.sh --uninstall --prefix $prefix"
