#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# With the base repository, a build finds what specs for RPM distributions assume: bash as the shell, rpm's scripts after
# %install, systemd units, the names of packages. And names that Debian does not have.
# shellcheck disable=SC2016,SC2154  # specs expand for themselves; check_exit of lib.sh sets out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild rpm python3
out_of() { find "out/$1-1.0-1" -name "*.noarch.rpm"; }

# --- the shell, and the scripts of rpm -----------------------------------------------------------------------------------
noarch_srpm shell '%description' x '%prep' 'mkdir -p a && pushd a && popd' '[[ a == a ]]' '%build' 'words=(one two)' \
  'make -f - <<< $'"'"'all:\n\t[[ x == x ]]'"'" '%install' 'mkdir -p %{buildroot}/opt/shell/{one,two}' \
  'diff <(echo a) <(echo a)' '%check' 'sh -c "[[ \$BASH_VERSION ]]"' '%post' 'echo {a,b}' '%files' /opt/shell
noarch_srpm manual '%description' x '%install' 'mkdir -p %{buildroot}%{_mandir}/{man1,de/man5} %{buildroot}%{_infodir}' \
  'echo .TH x 1 >"%{buildroot}%{_mandir}/man1/a b.1"' 'echo .TH y 5 >%{buildroot}%{_mandir}/de/man5/y.5' \
  'ln -s y.5 %{buildroot}%{_mandir}/de/man5/z.5' 'echo x >%{buildroot}%{_infodir}/x.info' \
  '%files' '"%{_mandir}/man1/a b.1.gz"' '%{_mandir}/de/man5/y.5.gz' '%{_mandir}/de/man5/z.5.gz' '%{_infodir}/x.info.gz'
noarch_srpm module 'BuildRequires: python3-devel' '%description' x '%install' \
  'mkdir -p %{buildroot}%{python3_sitelib}/pack %{buildroot}%{_bindir}' 'echo x = 1 >%{buildroot}%{python3_sitelib}/one.py' \
  'echo "#!/usr/bin/env python" >%{buildroot}%{python3_sitelib}/pack/__init__.py' \
  'echo "#!/usr/bin/python -s" >%{buildroot}%{_bindir}/tool; chmod 755 %{buildroot}%{_bindir}/tool' \
  '%py3_shebang_fix %{buildroot}%{_bindir}/* %{buildroot}%{python3_sitelib}/pack' \
  'grep -qx "#!/usr/bin/python3 -s" %{buildroot}%{_bindir}/tool' \
  'grep -qx "#!/usr/bin/python3" %{buildroot}%{python3_sitelib}/pack/__init__.py' \
  '%files' '%{_bindir}/tool' '%{python3_sitelib}/one.py' '%{python3_sitelib}/__pycache__/one.*' '%{python3_sitelib}/pack'
noarch_srpm names 'BuildRequires: python3' '%description' x '%check' \
  'python3 -c "import socket as s; s.gethostbyname(s.gethostname()); s.getservbyname(\"http\"); s.getprotobyname(\"udp\")"' \
  '[ -z "%{?rhel}%{?fedora}%{?centos}%{?dist}" ]' '[ "$(TZ=America/New_York date -d @0 +%%Z)" = EST ]' '[ "$(cat /etc/hostname)" = "$(hostname)" ]' '%files'
check_exit 0 rpmworks build ./*.src.rpm -o out
check_same 'braces' '/opt/shell
/opt/shell/one
/opt/shell/two' "$(rpm -qpl "$(out_of shell)" 2>/dev/null)"
check_contains 'byte code, with and without -O' "$(rpm -qpl "$(out_of module)" 2>/dev/null)" \
  '/usr/lib/python3/dist-packages/__pycache__/one.cpython-311.opt-1.pyc'
check_exit 0 rpmworks build --check module-1.0-1.src.rpm
noarch_srpm wrong 'BuildRequires: python3' '%description' x '%install' 'mkdir -p %{buildroot}%{python3_sitelib}' \
  'echo "print x" >%{buildroot}%{python3_sitelib}/old.py' '%files' '%{python3_sitelib}'
check_exit 4 rpmworks build wrong-1.0-1.src.rpm
check_contains 'a module that Python refuses' "$err" 'a Python module cannot be compiled'

# --- units, users, catalogs ------------------------------------------------------------------------------------------------
own_base systemd udev docbook-style-xsl docbook-dtds libxml2-utils libxslt
check_same 'it uses the facts of the RPM distributions' '' "$(grep 'no package' <<<"$err" || true)"
mkdir units && cd units
noarch_srpm unit 'BuildRequires: pkgconfig(systemd) pkgconfig(udev) systemd-rpm-macros' '%{?systemd_ordering}' '%description' x '%install' \
  'd=%{buildroot}$(pkg-config --variable=systemdsystemunitdir systemd)' 'mkdir -p $d; echo "[Unit]" >$d/x.service' \
  'd=%{buildroot}$(pkg-config --variable=udevdir udev)/rules.d' 'mkdir -p $d; echo >$d/9.rules' \
  '%post' '%systemd_post x.service' '%udev_rules_update' '%preun' '%systemd_preun x.service' \
  '%postun' '%systemd_postun_with_restart x.service' '%files' '%{_unitdir}/x.service' '%{_udevrulesdir}/9.rules'
mkdir -p "$TMP/rpmbuild/SOURCES"
printf 'u acme - "The daemon" /var/lib/acme\ng tools 55\n' >"$TMP/rpmbuild/SOURCES/x.sysusers"
noarch_srpm user 'Source1: x.sysusers' 'BuildRequires: systemd-rpm-macros' '%description' x '%pre' \
  '%sysusers_create_compat %{SOURCE1}' '%files'
noarch_srpm book 'BuildRequires: docbook-dtds docbook-style-xsl libxslt libxml2-utils' '%description' x '%build' \
  "printf '%%s\n' '<?xml version=\"1.0\"?>' '<!DOCTYPE refentry PUBLIC \"-//OASIS//DTD DocBook XML V4.5//EN\"' \
   '\"http://www.oasis-open.org/docbook/xml/4.5/docbookx.dtd\">' '<refentry><refmeta><refentrytitle>x</refentrytitle><manvolnum>1</manvolnum></refmeta>' \
   '<refnamediv><refname>x</refname><refpurpose>y</refpurpose></refnamediv><refsect1><title>T</title><para>p</para></refsect1></refentry>' >x.xml" \
  'xmllint --nonet --valid --noout x.xml' \
  'xsltproc --nonet http://docbook.sourceforge.net/release/xsl/current/manpages/docbook.xsl x.xml' 'grep -q "^.TH" x.1' '%files'
check_exit 0 rpmworks build ./*.src.rpm -o out
scripts=$(rpm -qp --scripts "$(out_of unit)" 2>/dev/null)
for part in 'systemctl --no-reload preset x.service' 'disable --now x.service' 'try-restart x.service' 'udevadm control'; do
  check_contains 'a scriptlet has a body' "$scripts" "$part"
done
check_contains 'users are created' "$(rpm -qp --scripts "$(out_of user)" 2>/dev/null)" 'useradd -r -g acme -d /var/lib/acme'

# --- names that Debian does not have -------------------------------------------------------------------------------------
cd .. && mkdir lacking && cd lacking
noarch_srpm ssl 'BuildRequires: openssl-devel >= 1, no-such-thing' '%description' x '%files'
check_exit 3 rpmworks build ssl-1.0-1.src.rpm
check_contains 'how to get the packages that Debian has' "$err" 'rpmworks-hostbase openssl-devel'
check_same 'nothing that only has a similar name' '' "$(grep 'did you mean' <<<"$err" || true)"
check_exit 3 rpmworks-hostbase no-such-thing openssl-devel 'perl(No::Such::Module)' perl-XML-Parser 'python3dist(idna)'
check_contains 'unknown names' "$err" 'this Debian release has no package for no-such-thing, perl(No::Such::Module)'
check 'the others are in the repository' test -e "$(echo "$RPMWORKS_CACHE"/hostbase/packages/libssl-dev-*.rpm)"
provided=$(rpm -qp --provides "$RPMWORKS_CACHE"/hostbase/packages/{libxml-parser-perl,python3-idna}-*.rpm 2>/dev/null)
check_contains 'under the requested name' "$provided" 'perl-XML-Parser = '
check_exit 0 rpmworks-hostbase
check_same 'a name that Debian does not have is not requested again' '' "$(grep 'no package' <<<"$err" || true)"
