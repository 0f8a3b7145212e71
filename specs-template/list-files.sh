# What was installed: a folder that the build system lacks is the package's own with all in it; in a folder that others
# share it owns single files. Manual pages are compressed later, so that their names end in anything.
(cd %{buildroot} && find . -mindepth 1 \
  -type d ! -path '.%{_mandir}*' ! -path '.%{_infodir}*' ! -exec test -d '/{}' ';' -prune -print \
  -o ! -type d ! -path '.%{_infodir}/dir' -print) | LC_ALL=C sort | sed -E \
  -e 's|^\.||' \
  -e 's|^(%{_mandir}\|%{_infodir})/.*|&*|' \
  -e 's|.*[[:space:]].*|"&"|' \
  -e 's|^"?%{_sysconfdir}/|%%config(noreplace) &|' >%{name}.lst
rm -f %{buildroot}%{_infodir}/dir
