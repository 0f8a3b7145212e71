// SPDX-License-Identifier: GPL-3.0-or-later
#include "macro_texts.hpp"

namespace rpmworks::hostbase {

namespace {

// Names and effects are those of systemd's macros.systemd. Debian's systemd has no rpm file triggers, so
// scriptlets run its programs themselves, as in EL 7.
constexpr std::string_view k_systemd_macros = R"(
# systemd: folders
%_systemd_util_dir	/usr/lib/systemd
%_unitdir		/usr/lib/systemd/system
%_userunitdir		/usr/lib/systemd/user
%_presetdir		/usr/lib/systemd/system-preset
%_userpresetdir		/usr/lib/systemd/user-preset
%_systemdgeneratordir	/usr/lib/systemd/system-generators
%_systemdusergeneratordir /usr/lib/systemd/user-generators
%_systemd_system_env_generator_dir /usr/lib/systemd/system-environment-generators
%_systemd_user_env_generator_dir /usr/lib/systemd/user-environment-generators
%_journalcatalogdir	/usr/lib/systemd/catalog
%_tmpfilesdir		/usr/lib/tmpfiles.d
%_user_tmpfilesdir	/usr/share/user-tmpfiles.d
%_sysusersdir		/usr/lib/sysusers.d
%_udevrulesdir		/usr/lib/udev/rules.d
%_udevhwdbdir		/usr/lib/udev/hwdb.d
%_sysctldir		/usr/lib/sysctl.d
%_modulesloaddir	/usr/lib/modules-load.d
%_modprobedir		/usr/lib/modprobe.d
%_binfmtdir		/usr/lib/binfmt.d
%_environmentdir	/usr/lib/environment.d
%_kernel_install_dir	/usr/lib/kernel/install.d

# systemd: dependencies
%systemd_requires \
Requires(post): systemd\
Requires(preun): systemd\
Requires(postun): systemd\
%{nil}
%systemd_ordering \
OrderWithRequires(post): systemd\
OrderWithRequires(preun): systemd\
OrderWithRequires(postun): systemd\
%{nil}

# systemd: scriptlets. $1 is how many of the package's versions are installed afterwards.
%__systemd_some_0()	%{error:the macro %%%1 needs the name of a unit or file}
%__systemd_some()	%{expand:%%{?__systemd_some_%2:%%__systemd_some_%2 %1}}
%systemd_post() \
%__systemd_some systemd_post %# \
if [ $1 -eq 1 ] && [ -x /usr/bin/systemctl ]; then \
  # Initial installation \
  /usr/bin/systemctl --no-reload preset %{*} || : \
fi \
%{nil}
%systemd_preun() \
%__systemd_some systemd_preun %# \
if [ $1 -eq 0 ] && [ -x /usr/bin/systemctl ]; then \
  # Removal, not upgrade \
  /usr/bin/systemctl --no-reload disable --now %{*} || : \
fi \
%{nil}
%systemd_postun() \
%__systemd_some systemd_postun %# \
if [ -x /usr/bin/systemctl ]; then \
  /usr/bin/systemctl daemon-reload >/dev/null 2>&1 || : \
fi \
%{nil}
%systemd_postun_with_restart() \
%__systemd_some systemd_postun_with_restart %# \
if [ -x /usr/bin/systemctl ]; then \
  /usr/bin/systemctl daemon-reload >/dev/null 2>&1 || : \
fi \
if [ $1 -ge 1 ] && [ -x /usr/bin/systemctl ]; then \
  # Upgrade, not removal \
  /usr/bin/systemctl try-restart %{*} || : \
fi \
%{nil}
%systemd_postun_with_reload() \
%__systemd_some systemd_postun_with_reload %# \
if [ -x /usr/bin/systemctl ]; then \
  /usr/bin/systemctl daemon-reload >/dev/null 2>&1 || : \
fi \
if [ $1 -ge 1 ] && [ -x /usr/bin/systemctl ]; then \
  # Upgrade, not removal \
  /usr/bin/systemctl try-reload-or-restart %{*} || : \
fi \
%{nil}
%systemd_user_post() \
%__systemd_some systemd_user_post %# \
if [ $1 -eq 1 ] && [ -x /usr/bin/systemctl ]; then \
  # Initial installation \
  /usr/bin/systemctl --no-reload --global preset %{*} || : \
fi \
%{nil}
%systemd_user_preun() \
%__systemd_some systemd_user_preun %# \
if [ $1 -eq 0 ] && [ -x /usr/bin/systemctl ]; then \
  # Removal, not upgrade \
  /usr/bin/systemctl --global disable %{*} || : \
fi \
%{nil}
%systemd_user_postun()	%{nil}
%systemd_user_postun_with_restart() %{nil}
%systemd_user_postun_with_reload() %{nil}
%systemd_user_daemon_reexec() %{nil}
%systemd_tmpfiles(-)	%tmpfiles_create %{*}

%udev_hwdb_update() \
if [ -x /usr/bin/udevadm ]; then /usr/bin/udevadm hwdb --update >/dev/null 2>&1 || :; fi \
%{nil}
%udev_rules_update() \
if [ -x /usr/bin/udevadm ]; then /usr/bin/udevadm control --reload >/dev/null 2>&1 || :; fi \
%{nil}
%journal_catalog_update() \
if [ -x /usr/bin/journalctl ]; then /usr/bin/journalctl --update-catalog >/dev/null 2>&1 || :; fi \
%{nil}
%binfmt_apply() \
%__systemd_some binfmt_apply %# \
if [ -x /usr/lib/systemd/systemd-binfmt ]; then /usr/lib/systemd/systemd-binfmt %{*} >/dev/null 2>&1 || :; fi \
%{nil}
%sysctl_apply() \
%__systemd_some sysctl_apply %# \
if [ -x /usr/lib/systemd/systemd-sysctl ]; then /usr/lib/systemd/systemd-sysctl %{*} >/dev/null 2>&1 || :; fi \
%{nil}

%tmpfiles_create() \
%__systemd_some tmpfiles_create %# \
if [ -x /usr/bin/systemd-tmpfiles ]; then /usr/bin/systemd-tmpfiles --create %{*} || :; fi \
%{nil}
%tmpfiles_create_package() \
if [ -x /usr/bin/systemd-tmpfiles ]; then \
/usr/bin/systemd-tmpfiles --replace=%{_tmpfilesdir}/%{1} --create - <<'TMPFILES_END' || :\
%(cat %{2})\
TMPFILES_END\
fi \
%{nil}
%sysusers_create() \
%__systemd_some sysusers_create %# \
if [ -x /usr/bin/systemd-sysusers ]; then /usr/bin/systemd-sysusers %{*} || :; fi \
%{nil}
%sysusers_create_compat() \
%__systemd_some sysusers_create_compat %# \
%(/bin/bash %{_rpmconfigdir}/debian/sysusers_commands %{*}) \
%{nil}
%sysusers_create_inline() \
if [ -x /usr/bin/systemd-sysusers ]; then \
/usr/bin/systemd-sysusers - <<'SYSUSERS_END' || :\
%{*}\
SYSUSERS_END\
fi \
%{nil}
%sysusers_create_package() \
if [ -x /usr/bin/systemd-sysusers ]; then \
/usr/bin/systemd-sysusers --replace=%{_sysusersdir}/%{1}.conf - <<'SYSUSERS_END' || :\
%(cat %{2})\
SYSUSERS_END\
fi \
%{nil}
)";

constexpr std::string_view k_sysusers_commands = R"sh(#!/bin/bash
# Prints shell commands that make the users and groups of files in the format of sysusers.d(5).
set -f

group() { # NAME ID
  printf 'getent group %q >/dev/null || groupadd -r' "$1"
  case $2 in
    '' | -) ;;
    *) printf ' -g %q' "$2" ;;
  esac
  printf ' %q || :\n' "$1"
}

user() { # NAME ID GECOS HOME SHELL
  local id=$2 group=$1
  case $id in
    *:*)
      group=${id#*:}
      id=${id%%:*}
      ;;
    *) group "$1" "$2" ;;
  esac
  printf 'getent passwd %q >/dev/null || useradd -r' "$1"
  case $id in
    '' | - | /*) ;;
    *) printf ' -u %q' "$id" ;;
  esac
  local gecos=${3#-} home=${4#-} shell=${5#-}
  printf ' -g %q -d %q -s %q -c %q %q || :\n' "$group" "${home:-/}" "${shell:-/usr/sbin/nologin}" "$gecos" "$1"
}

member() { # USER GROUP
  group "$2" -
  printf 'getent passwd %q >/dev/null || useradd -r -g %q %q || :\n' "$1" "$2" "$1"
  printf 'usermod -a -G %q %q || :\n' "$2" "$1"
}

for file; do
  [ -r "$file" ] || { echo "%sysusers_create_compat: cannot read $file" >&2; exit 1; }
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      '' | '#'* | ';'*) continue ;;
    esac
    line=${line//\$/\\\$}
    line=${line//\`/\\\`}
    eval "words=($line)"
    case ${words[0]} in
      u | 'u!') user "${words[@]:1:5}" ;;
      g) group "${words[@]:1:2}" ;;
      m) member "${words[@]:1:2}" ;;
    esac
  done <"$file"
done
)sh";

}  // namespace

std::string_view systemd_macros() {
  return k_systemd_macros;
}

std::string_view sysusers_commands() {
  return k_sysusers_commands;
}

}  // namespace rpmworks::hostbase
