// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <vector>

#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

// The exact messages: users depend on them.

TEST_CASE("bad input: the file as a whole") {
  check_all({
      {k_head + "targts: {}\n", "3:1: unknown key 'targts'", "did you mean 'targets'?"},
      {k_head + "colour: red\n", "3:1: unknown key 'colour'",
       "known keys: schema, product, supplier, keys, upstreams, targets, packages, superprojects, release, "
       "slurm"},
      {"product: p\n", "1:1: 'schema' is missing", "begin the file with `schema: 1`"},
      {"schema: 2\nproduct: p\n", "1:9: unknown schema '2'", "this release of rpmworks reads `schema: 1`"},
      {"schema: [1]\nproduct: p\n", "1:9: 'schema' must be a single value, not a list", ""},
      {"schema: 1\n", "1:1: 'product' is missing", ""},
      {"schema: 1\nproduct:\n", "2:1: 'product' has no value", "write a value, or remove the key"},
      {"schema: 1\nproduct: my product\n", "2:10: the product's name is 'my product'",
       "use letters, digits, '.', '_', '+' and '-'; start with a letter or a digit"},
      {"schema: 1\nproduct: ../up\n", "2:10: the product's name is '../up'",
       "use letters, digits, '.', '_', '+' and '-'; start with a letter or a digit"},
      {"- a\n- b\n",
       "1:1: the file must be a mapping of schema, product, supplier, keys, upstreams, targets, packages, "
       "superprojects, release, slurm, not a list",
       ""},
      {"just text\n",
       "1:1: the file must be a mapping of schema, product, supplier, keys, upstreams, targets, packages, "
       "superprojects, release, slurm, not a single value",
       ""},
      {"---\n", "1:1: the file has no value",
       "write a mapping of schema, product, supplier, keys, upstreams, targets, packages, superprojects, "
       "release, "
       "slurm"},
      {k_head + "superprojects:\n  git: x\n", "4:3: 'superprojects' must be a list, not a mapping", ""},
      {k_head + "superprojects:\n  - { gti: x }\n", "4:7: unknown key 'gti' in superproject 1",
       "did you mean 'git'?"},
      {k_head + "superprojects:\n  - { ref: x }\n", "4:5: 'git' is missing in superproject 1", ""},
  });
}

TEST_CASE("bad input: the supplier") {
  check_all({
      {k_head + "supplier: { url: \"https://a.example\" }\n", "3:1: 'name' is missing in 'supplier'",
       "write the name of the team or company"},
      {k_head + "supplier: { name: A, url: a.example }\n", "3:27: 'url' of 'supplier' is 'a.example'",
       "write a URL that starts with https:// or http://"},
      {k_head + "supplier: { name: A, contact: \"a b@c\" }\n", "3:31: 'contact' of 'supplier' is 'a b@c'",
       "write an e-mail address, or a URL"},
      {k_head + "supplier: { name: A, mail: a@b }\n", "3:22: unknown key 'mail' in 'supplier'",
       "known keys: name, url, contact"},
  });
}

TEST_CASE("bad input: keys") {
  check_all({
      {k_head + "keys:\n  altai: { fingerprint: 3B49DF2A0608B895 }\n",
       "4:25: 'fingerprint' of key 'altai' is '3B49DF2A0608B895', not 40 hexadecimal digits",
       "a short key id can be forged; gpg --homedir DIR --list-keys --with-fingerprint prints the full "
       "fingerprint"},
      {k_head + "keys:\n  altai: { fingerprint: \"xyz\" }\n",
       "4:25: 'fingerprint' of key 'altai' is 'xyz', not 40 hexadecimal digits",
       "gpg --homedir DIR --list-keys --with-fingerprint prints it"},
      {k_head + "keys:\n  altai: { fingerprnt: \"xyz\" }\n", "4:12: unknown key 'fingerprnt' in key 'altai'",
       "did you mean 'fingerprint'?"},
      {k_head + "keys:\n  altai: {}\n", "4:3: key 'altai' does not say where the key is",
       "set `fingerprint`, `public` (an ASCII-armoured file) or `homedir` (a GnuPG home)"},
      {k_head + "keys:\n  altai:\n", "4:3: key 'altai' has no value",
       "write a mapping of fingerprint, homedir, public, command, timeout, expired, digests"},
      {k_head + "keys:\n  altai: gnupg\n",
       "4:10: key 'altai' must be a mapping of fingerprint, homedir, public, command, timeout, expired, "
       "digests, not "
       "a single "
       "value",
       ""},
      {k_head + "keys:\n  altai: { public: k, command: [] }\n", "4:23: 'command' of key 'altai' is empty",
       "set a program and its arguments: command: [PROGRAM, ARGUMENT]"},
      {k_head + "keys:\n  altai: { command: [sign] }\n", "4:3: 'public' is missing in key 'altai'",
       "set the public key of the key with which the command signs"},
      {k_head + "keys:\n  altai: { public: k, command: sign }\n",
       "4:32: 'command' of key 'altai' must be a list, not a single value", "write command: [sign]"},
      {k_head + "keys:\n  altai: { public: k, homedir: g, command: [sign] }\n",
       "4:23: 'homedir' of key 'altai' cannot be combined with `command`, which signs instead of GnuPG",
       "remove it"},
      {k_head + "keys:\n  altai: { public: k, timeout: 10m }\n",
       "4:23: 'timeout' of key 'altai' is only valid with `command`", "remove it"},
      {k_head + "keys:\n  altai: { public: k, command: [sign], timeout: soon }\n",
       "4:49: 'timeout' of key 'altai' is 'soon'",
       "write a number and s, m, h, d or w, or a number of seconds, at most 24h: 10m"},
      {k_head + "keys:\n  altai: { public: k, command: [sign], timeout: 2d }\n",
       "4:49: 'timeout' of key 'altai' is '2d'",
       "write a number and s, m, h, d or w, or a number of seconds, at most 24h: 10m"},
      {k_head + "keys: [altai]\n", "3:7: 'keys' must be a mapping of names, not a list", ""},
      {k_head + "keys:\n  altai: { homedir: ~/.gnupg }\n",
       "4:21: 'homedir' of key 'altai' is '~/.gnupg', but '~' is not expanded",
       "write the full path, or a path relative to this file"},
      {k_head + "keys:\n  altai: { homedir: $HOME/.gnupg }\n",
       "4:21: 'homedir' of key 'altai' is '$HOME/.gnupg', but variables are not expanded",
       "write the value: a release must not depend on who makes it"},
      {k_head + "keys:\n  altai: { homedir: ~ }\n", "4:12: 'homedir' of key 'altai' has no value",
       "write a value, or remove the key"},
      {k_head + "keys:\n  altai: { public: https://x.example/KEY }\n",
       "4:20: 'public' of key 'altai' is 'https://x.example/KEY', a URL", "write the path of a local file"},
      {k_head + "keys:\n  altai: { public: k, expired: ignored }\n",
       "4:32: 'expired' of key 'altai' is 'ignored'", "did you mean 'ignore'?"},
      {k_head + "keys:\n  altai: { public: k, expired: true }\n", "4:32: 'expired' of key 'altai' is 'true'",
       "use one of: refuse, signed-before, ignore"},
      {k_head + "keys:\n  altai: { homedir: g, expired: ignore }\n",
       "4:24: 'expired' of key 'altai' is only valid with `public`: signatures are verified with that file",
       "remove it"},
      {k_head + "keys:\n  altai: { homedir: g, digests: sha1 }\n",
       "4:24: 'digests' of key 'altai' is only valid with `public`: signatures are verified with that file",
       "remove it"},
      {k_head + "keys:\n  altai: { public: k, digests: md5 }\n", "4:32: 'digests' of key 'altai' is 'md5'",
       "only sha1 is allowed"},
      {k_head + "keys:\n  altai: { public: k, digests: [sha1, sha256] }\n",
       "4:39: 'digests' of key 'altai' is 'sha256'",
       "remove it: digests that are stronger than SHA-1 do not have to be listed"},
      {k_head + "keys:\n  altai: { public: k, digests: [sha1, sha1] }\n",
       "4:39: 'sha1' is listed twice in 'digests' of key 'altai'", ""},
      {k_head + "keys:\n  altai: { public: k, digests: }\n", "4:23: 'digests' of key 'altai' has no value",
       "write a value, or remove the key"},
      {k_head + "keys:\n  altai: { public: k, digests: { sha1: true } }\n",
       "4:32: 'digests' of key 'altai' must be a single value, not a mapping", ""},
      {k_head + "keys:\n  \"al tai\": { homedir: g }\n", "4:3: the name of a key is 'al tai'",
       "use letters, digits, '.', '_', '+' and '-'; start with a letter or a digit"},
      {k_head + "keys:\n  altai: { homedir: g }\n  altai: { homedir: h }\n", "5:3: duplicate key 'altai'",
       "remove one of the two"},
  });
}

TEST_CASE("bad input: upstreams") {
  check_all({
      {k_head + "upstreams:\n  u: { baseurl: /srv/u }\n", "4:3: 'trust' is missing in upstream 'u'",
       "list the keys that its packages may be signed with: trust: [KEY]"},
      {k_head + "upstreams:\n  u: { trust: [hostbase] }\n", "4:3: 'baseurl' is missing in upstream 'u'",
       "set baseurl or mirrorlist"},
      {k_head + "upstreams:\n  u: { baseurl: /srv/u, mirrorlist: /srv/m, trust: [hostbase] }\n",
       "4:25: 'mirrorlist' of upstream 'u' cannot be combined with baseurl", "remove it"},
      {k_head + "upstreams:\n  u: { baseurl: /srv/u, trust: hostbase }\n",
       "4:32: 'trust' of upstream 'u' must be a list, not a single value", "write trust: [hostbase]"},
      {k_head + "upstreams:\n  u: { baseurl: /srv/u, trust: [hostbas] }\n", "4:33: no key is named 'hostbas'",
       "did you mean 'hostbase'?"},
      {k_head + "upstreams:\n  u: { baseurl: /srv/u, trust: [zz] }\n", "4:33: no key is named 'zz'",
       "known keys: hostbase"},
      {k_head + "upstreams:\n  u: { baseurl: /srv/u, trust: [hostbase, k] }\nkeys: { k: { homedir: g } }\n",
       "4:43: the key 'k' is used in `trust` but has no `public`",
       "add `public: FILE`, exported with gpg --homedir DIR --export --armor FINGERPRINT"},
      {k_head + "upstreams:\n  u: { baseurl: /srv/u, trust: [k] }\nkeys: { k: { fingerprint: " +
           std::string(40, 'A') + " } }\n",
       "4:33: the key 'k' is used in `trust` but has no `public`",
       "add `public: FILE`, exported with gpg --homedir DIR --export --armor " + std::string(40, 'A')},
      {k_head + "upstreams:\n  u: { baseurl: /srv/u, trust: [hostbase, hostbase] }\n",
       "4:43: 'hostbase' is listed twice in 'trust' of upstream 'u'", ""},
      {k_head + "upstreams:\n  u: { baseurl: \"ftp://x/y\", trust: [hostbase] }\n",
       "4:17: 'baseurl' of upstream 'u' is 'ftp://x/y'", "use http://, https://, file:// or a path"},
      {k_head + "upstreams:\n  u: { baseurl: \"http:///y\", trust: [hostbase] }\n",
       "4:17: 'baseurl' of upstream 'u' has no host", ""},
      {k_head + "upstreams:\n  u: { baseurl: \"http://a/$basearch/os\", trust: [hostbase] }\n",
       "4:17: 'baseurl' of upstream 'u' is 'http://a/$basearch/os', but variables are not expanded",
       "write the value: a release must not depend on who makes it"},
      {k_head + "upstreams:\n  u: { baseurl: { a: b }, trust: [hostbase] }\n",
       "4:17: 'baseurl' of upstream 'u' must be a single value, not a mapping", ""},
      {k_head + "upstreams:\n  u: { baseurl: /u, trust: [hostbase], repomd: sined }\n",
       "4:48: 'repomd' of upstream 'u' is 'sined'", "did you mean 'signed'?"},
      {k_head + "upstreams:\n  u: { baseurl: /u, trust: [hostbase], repomd: true }\n",
       "4:48: 'repomd' of upstream 'u' is 'true'", "only signed is allowed"},
      {k_head + "upstreams:\n  u: { baseurl: /u, trust: [hostbase], repomd: unsigned }\n",
       "4:48: 'repomd' of upstream 'u' is 'unsigned'",
       "remove it: a signature is required only with `repomd: signed`"},
      {k_head + "upstreams:\n  u: { baseurl: /u, trust: [hostbase], digests: sha256 }\n",
       "4:49: 'digests' of upstream 'u' is 'sha256'",
       "remove it: digests that are stronger than SHA-1 do not have to be listed"},
  });
}

TEST_CASE("bad input: targets") {
  check_all({
      {k_head + "targets:\n  t: { arch: x86_64 }\n", "4:3: 'buildroot' is missing in target 't'",
       "list the repositories to build against: buildroot: { repos: [hostbase] }"},
      {k_head + "targets:\n  t: { buildroot: {} }\n", "4:8: 'repos' is missing in 'buildroot' of target 't'",
       "list upstreams, or [hostbase] for this machine's own Debian"},
      {k_head + "targets:\n  t: { buildroot: { repos: [hostbsae] } }\n",
       "4:29: no upstream is named 'hostbsae'", "did you mean 'hostbase'?"},
      {k_head + "targets:\n  t: { buildroot: { repos: [hostbase] }, client: el8 }\n",
       "4:50: 'client' of target 't' is 'el8'", "did you mean 'el6'?"},
      {k_head + "targets:\n  t: { buildroot: { repos: [hostbase] }, client: moder }\n",
       "4:50: 'client' of target 't' is 'moder'", "did you mean 'modern'?"},
      {k_head + "targets:\n  t: { buildroot: { repos: [hostbase] }, engine: docker }\n",
       "4:50: 'engine' of target 't' is 'docker'", "use one of: auto, mock, builtin"},
      {k_head + "targets:\n  t: { buildroot: { repos: [hostbase] }, arch: noarch }\n",
       "4:48: 'arch' of target 't' is 'noarch'",
       "write the output of `rpm --eval %_arch` on such a machine: x86_64, aarch64, i686"},
      {k_head + "targets:\n  t: { buildroot: { repos: [hostbase] }, dist: el-6 }\n",
       "4:48: 'dist' of target 't' is 'el-6'",
       "it becomes the end of every Release, like .el6; '-' and blanks are not allowed"},
      {k_head + "targets:\n  t: { buildroot: { repos: [hostbase], macros: { \"%dist\": x } } }\n",
       "4:50: '%dist' cannot be the name of a macro",
       "use three or more letters, digits and '_', without '%', not starting with a digit"},
      {k_head + "targets:\n  t: { buildroot: { repos: [hostbase], macros: { dist: } } }\n",
       "4:50: 'dist' in 'macros' of 'buildroot' of target 't' has no value",
       "write a value, or remove the key"},
      {k_head + "targets:\n  t: { buildroot: { repos: [hostbase], instal: [bash] } }\n",
       "4:40: unknown key 'instal' in 'buildroot' of target 't'", "did you mean 'install'?"},
      {k_head + "targets:\n  t: { buildroot: { repos: [hostbase], install: [bash, --nogpgcheck] } }\n",
       "4:56: 'install' of 'buildroot' of target 't' is not a list of packages: '--nogpgcheck'", ""},
      {k_head + "targets:\n  t: { buildroot: { repos: [hostbase], install: [[bash]] } }\n",
       "4:50: an item of 'install' of 'buildroot' of target 't' must be a single value, not a list", ""},
  });
}

TEST_CASE("bad input: packages") {
  check_all({
      {k_head + "packages:\n  a: {}\n", "4:3: 'git' is missing in package 'a'",
       "set its origin: git: URL, or srpm: FILE"},
      {k_head + "packages:\n  a: { git: x, verify: tag, trust: [hostbase] }\n",
       "4:3: 'ref' is missing in package 'a'", "`verify: tag` needs a tag: ref: v1.0"},
      {k_head + "packages:\n  a: { git: x, srpm: y }\n",
       "4:16: 'srpm' of package 'a' cannot be combined with git", "remove it"},
      {k_head + "packages:\n  a: { git: x, sha256: y }\n",
       "4:16: 'sha256' of package 'a' is only valid with `srpm`: a commit is identified by its id",
       "remove it"},
      {k_head + "packages:\n  a: { srpm: a.src.rpm, ref: y }\n",
       "4:25: 'ref' of package 'a' is only valid with `git`: a source package is used as it is", "remove it"},
      {k_head + "packages:\n  a: { srpm: \"https://x.example/a.src.rpm\" }\n",
       "4:3: 'sha256' is missing in package 'a'",
       "the content of a download must be known in advance; sha256sum prints it"},
      {k_head + "packages:\n  a: { srpm: a.rpm }\n",
       "4:14: 'srpm' of package 'a' is 'a.rpm', not a source package",
       "its name must end in .src.rpm or .nosrc.rpm"},
      {k_head + "packages:\n  a: { srpm: a.src.rpm, sha256: 12 }\n",
       "4:33: 'sha256' of package 'a' is '12', not 64 hexadecimal digits", "sha256sum prints it"},
      {k_head + "packages:\n  a: { git: \"ext::sh -c date\" }\n",
       "4:13: 'git' of package 'a' is 'ext::sh -c date'",
       "use https://, ssh://, git://, file://, host:path or a path"},
      {k_head + "packages:\n  a: { git: \"--upload-pack=x\" }\n",
       "4:13: 'git' of package 'a' is '--upload-pack=x'",
       "use https://, ssh://, git://, file://, host:path or a path"},
      {k_head + "packages:\n  a: { git: \"svn://x/y\" }\n", "4:13: 'git' of package 'a' is 'svn://x/y'",
       "use https://, ssh://, git://, file://, host:path or a path"},
      {k_head + "packages:\n  a: { git: x, ref: \"-x\" }\n", "4:21: 'ref' of package 'a' is '-x'",
       "write a branch, a tag or a commit"},
      {k_head + "packages:\n  a: { git: x, spec: ../../a.spec }\n",
       "4:22: 'spec' of package 'a' is '../../a.spec', which points outside of its folder",
       "write it without '..'"},
      {k_head + "packages:\n  a: { git: x, spec: /etc/a.spec }\n",
       "4:22: 'spec' of package 'a' is '/etc/a.spec', an absolute path", "write a relative path"},
      {k_head + "packages:\n  a: { git: x, subdir: a/../../b }\n",
       "4:24: 'subdir' of package 'a' is 'a/../../b', which points outside of its folder",
       "write it without '..'"},
      {k_head + "packages:\n  a: { git: x, sources: { \"../x\": y } }\n",
       "4:27: a name in 'sources' of package 'a' is '../x'", "write a file name without a folder"},
      {k_head + "packages:\n  a: { git: x, sources: [ x ] }\n",
       "4:25: 'sources' of package 'a' must be a mapping of names, not a list", ""},
      {k_head + "packages:\n  a: { git: x, sources: { f: { url: \"https://x.example/f\" } } }\n",
       "4:27: 'sha256' is missing in 'f' of 'sources' of package 'a'",
       "the content of a download must be known in advance; sha256sum prints it"},
      {k_head + "packages:\n  a: { git: x, sources: { f: { url: u, sha256: 12 } } }\n",
       "4:48: 'sha256' of 'f' of 'sources' of package 'a' is '12', not 64 hexadecimal digits",
       "sha256sum prints it"},
      {k_head + "packages:\n  a: { git: x, sources: { f: { url: \"ftp://x/f\", sha256: 12 } } }\n",
       "4:37: 'url' of 'f' of 'sources' of package 'a' is 'ftp://x/f'",
       "use http://, https://, file:// or a path"},
      {k_head + "packages:\n  a: { git: x, sources: { f: { ur: u } } }\n",
       "4:32: unknown key 'ur' in 'f' of 'sources' of package 'a'", "did you mean 'url'?"},
      {k_head + "packages:\n  a: { git: x, lookaside: \"https://x.example/{name}/{fil}\" }\n",
       "4:27: 'lookaside' of package 'a' contains '{fil}'",
       "write a URL that contains {name}, {file}, {algorithm} and {digest}, or none of them"},
      {k_head + "packages:\n  a: { git: x, lookaside: \"https://x.example/{name}\" }\n",
       "4:27: 'lookaside' of package 'a' is the same for every file",
       "write a URL that contains {name}, {file}, {algorithm} and {digest}, or none of them"},
      {k_head + "packages:\n  a: { git: x, lookaside: \"https://x.example/{file\" }\n",
       "4:27: 'lookaside' of package 'a' has an unclosed '{'",
       "write a URL that contains {name}, {file}, {algorithm} and {digest}, or none of them"},
      {k_head + "packages:\n  a: { git: x, lookaside: \"svn://x/y\" }\n",
       "4:27: 'lookaside' of package 'a' is 'svn://x/y'", "use http://, https://, file:// or a path"},
      {k_head + "packages:\n  a: { git: x, lfs: \"ssh://x/y\" }\n",
       "4:21: 'lfs' of package 'a' is 'ssh://x/y'", "use http://, https://, file:// or a path"},
      {k_head + "packages:\n  a: { srpm: a.src.rpm, lfs: y }\n",
       "4:25: 'lfs' of package 'a' is only valid with `git`: a source package is used as it is", "remove it"},
      {k_head + "packages:\n  a: { git: x, section: misc }\n",
       "4:25: no `from: builds` section is named 'misc'", "no `from: builds` section is defined"},
      {k_head + "packages:\n  a: { git: x, targets: [el9] }\n", "4:26: no target is named 'el9'",
       "known targets: hostbase"},
      {k_head + "packages:\n  ../a: { git: x }\n", "4:3: the name of a package is '../a'",
       "use letters, digits, '.', '_', '+' and '-'; start with a letter or a digit"},
      {k_head + "packages:\n  a: { git: \"\" }\n", "4:13: 'git' of package 'a' is empty", ""},
  });
}

TEST_CASE("bad input: releases and their sections") {
  check_all({
      {k_head + "release: {}\n", "3:1: 'sections' is missing in 'release'",
       "define at least one: sections: { packages: { from: builds, sign: KEY }, sources: { from: srpms, "
       "sign: "
       "KEY } }"},
      {k_head + "release:\n", "3:1: 'release' has no value",
       "write a mapping of targets, base, assume-provides, sets, sections, next-keys, gates, waivers, "
       "baseurl, "
       "metadata-expire, keep"},
      {k_head + "release: { metadata-expire: 5w }\n", "3:29: 'metadata-expire' of 'release' is '5w'",
       "write a number and s, m, h, d or w, or a number of seconds, at most 30d: 6h"},
      {k_head + "release: { base: [hostbse], sections: { a: { from: builds, sign: hostbase } } }\n",
       "3:19: no upstream is named 'hostbse'", "did you mean 'hostbase'?"},
      {k_head + "release: { sections: { a: { from: builds } } }\n", "3:24: 'sign' is missing in section 'a'",
       "set the key that signs its packages and its metadata"},
      {k_head + "release: { sections: { a: { sign: hostbase } } }\n",
       "3:24: 'from' is missing in section 'a'", "set its content: from: builds, srpms or upstream"},
      {k_head + "release: { sections: { a: { from: build, sign: hostbase } } }\n",
       "3:35: 'from' of section 'a' is 'build'", "did you mean 'builds'?"},
      {k_head + "release: { sections: { a: { from: builds, sign: altai } } }\n",
       "3:49: no key is named 'altai'", "known keys: hostbase"},
      {k_head + "release: { sections: { a: { from: builds, sign: hostbase, of: b } } }\n",
       "3:59: 'of' of section 'a' is only valid with `from: srpms`", "remove it"},
      {k_head + "release: { sections: { a: { from: builds, sign: hostbase, select: closure } } }\n",
       "3:59: 'select' of section 'a' is only valid with `from: upstream`", "remove it"},
      {k_head + "release: { sections: { a: { from: srpms, sign: hostbase, of: b } } }\n",
       "3:62: no `from: builds` section is named 'b'", "no `from: builds` section is defined"},
      {k_head + "release: { sections: { a: { from: srpms, sign: hostbase, of: a } } }\n",
       "3:62: the section 'a' does not contain builds", "use a section with `from: builds`"},
      {k_head + "release: { sections: { a: { from: upstream, sign: hostbase, upstream: hostbase } } }\n",
       "3:45: 'sign' of section 'a' cannot be combined with `from: upstream`: a vendor's signature is never "
       "changed",
       "remove it"},
      {k_head + "release: { sections: { a: { from: upstream } } }\n",
       "3:24: 'upstream' is missing in section 'a'", "set the upstream that its packages come from"},
      {k_head + "release: { sections: { a: { from: upstream, upstream: epel } } }\n",
       "3:55: no upstream is named 'epel'", "known upstreams: hostbase"},
      {k_head + "release:\n  sections:\n    deps: { from: builds, sign: hostbase }\n    deps/epel: { from: "
                "upstream, upstream: hostbase }\n",
       "6:5: the section 'deps/epel' is inside the section 'deps'",
       "use a separate folder for each: the metadata of one would list the packages of the other"},
      {k_head + "release:\n  sections:\n    deps/epel: { from: upstream, upstream: hostbase }\n    deps: { "
                "from: builds, sign: hostbase }\n",
       "6:5: the section 'deps/epel' is inside the section 'deps'",
       "use a separate folder for each: the metadata of one would list the packages of the other"},
      {k_head + "release:\n  sections:\n    deps: { from: builds, sign: hostbase }\n    ./deps/: { from: "
                "srpms, sign: hostbase }\n",
       "6:5: duplicate section 'deps'", ""},
      {k_head +
           "release:\n  sections:\n    deps/epel: { from: builds, sign: hostbase }\n    deps-epel: { from: "
           "builds, sign: hostbase }\n",
       "6:5: the sections 'deps/epel' and 'deps-epel' would both be [p-deps-epel] in p.repo",
       "rename one: the id is the path without $basearch and with '-' for '/'"},
      {k_head + "release:\n  sections:\n    $basearch/os: { from: builds, sign: hostbase }\n    os: { from: "
                "builds, sign: hostbase }\n",
       "6:5: the sections '$basearch/os' and 'os' would both be [p-os] in p.repo",
       "rename one: the id is the path without $basearch and with '-' for '/'"},
      {k_head + "release:\n  sections:\n    x86_64/os: { from: builds, sign: hostbase }\n    $basearch/os: { "
                "from: builds, sign: hostbase }\n",
       "6:5: the section '$basearch/os' can be the same folder as the section 'x86_64/os'",
       "$basearch becomes the name of an architecture: use a separate folder for each"},
      {k_head + "release:\n  sections:\n    $basearch/os: { from: builds, sign: hostbase }\n    aarch64: { "
                "from: builds, sign: hostbase }\n",
       "6:5: the section '$basearch/os' is inside the section 'aarch64'",
       "use a separate folder for each: the metadata of one would list the packages of the other"},
      {k_head + "release: { sections: { s/$basearch: { from: srpms, sign: hostbase } } }\n",
       "3:24: the section 's/$basearch' is `from: srpms`, but source packages have no architecture",
       "write it without $basearch: s/source"},
      {k_head + "release: { sections: { ../a: { from: builds, sign: hostbase } } }\n",
       "3:24: the path of a section is '../a', which points outside of its folder", "write it without '..'"},
      {k_head + "release: { sections: { /a: { from: builds, sign: hostbase } } }\n",
       "3:24: the path of a section is '/a', an absolute path", "write a relative path"},
      {k_head + "release: { sections: { .: { from: builds, sign: hostbase } } }\n",
       "3:24: the path of a section is '.'",
       "use letters, digits, '.', '_', '+', '-' and '/', each component starting with a letter or a digit"},
      {k_head + "release: { sections: { a/.git: { from: builds, sign: hostbase } } }\n",
       "3:24: the path of a section is 'a/.git'",
       "use letters, digits, '.', '_', '+', '-' and '/', each component starting with a letter or a digit"},
      {k_head + "release: { sections: { a/repodata: { from: builds, sign: hostbase } } }\n",
       "3:24: the path of a section contains 'repodata'", "that folder is reserved for metadata"},
      {k_head + "release: { sections: { buildroots: { from: builds, sign: hostbase } } }\n",
       "3:24: the path of a section begins with 'buildroots'",
       "that folder of a release is reserved for the packages of build roots"},
      {k_head + "release: { sections: { provenance/a: { from: builds, sign: hostbase } } }\n",
       "3:24: the path of a section begins with 'provenance'",
       "that folder of a release is reserved for attestations"},
      {k_head + "release: { sections: { a/$arch: { from: builds, sign: hostbase } } }\n",
       "3:24: the path of a section contains a variable: '$arch'",
       "only $basearch is allowed, as a whole path component"},
      {k_head + "release: { sections: [a] }\n",
       "3:22: 'sections' of 'release' must be a mapping of names, not a list", ""},
      {k_head + "release:\n  baseurl: releases\n  sections: { a: { from: builds, sign: hostbase } }\n",
       "4:12: 'baseurl' of 'release' is 'releases', a relative path, which clients cannot resolve",
       "write the address that clients use: https://… or the absolute path of the folder on the client; if "
       "not set, they use /srv/PRODUCT"},
      {k_head + "release: { baseurl: '/srv/my repo', sections: { a: { from: builds, sign: hostbase } } }\n",
       "3:21: 'baseurl' of 'release' is '/srv/my repo', but contains a blank, which clients cannot read",
       "use only letters, digits and -._~/:@%, and rename or link the folder if necessary"},
      {k_head + "release: { baseurl: '/srv/a#b', sections: { a: { from: builds, sign: hostbase } } }\n",
       "3:21: 'baseurl' of 'release' is '/srv/a#b', but contains '#', which clients cannot read",
       "use only letters, digits and -._~/:@%, and rename or link the folder if necessary"},
      {k_head + "release: { baseurl: 'https://x.example/a,b', sections: { a: { from: builds, sign: hostbase "
                "} } }\n",
       "3:21: 'baseurl' of 'release' is 'https://x.example/a,b', but contains ',', which clients cannot read",
       "use only letters, digits and -._~/:@%, and rename or link the folder if necessary"},
      {k_head + "release: { baseurl: 'https://x.example/r?token=a', sections: { a: { from: builds, sign: "
                "hostbase } } "
                "}\n",
       "3:21: 'baseurl' of 'release' is 'https://x.example/r?token=***', but contains '?', which clients "
       "cannot read",
       "clients append a path to it, so it must not have a query"},
      {k_head +
           "release: { baseurl: 'https://x.example/ä', sections: { a: { from: builds, sign: hostbase } } }\n",
       "3:21: 'baseurl' of 'release' is 'https://x.example/ä', but contains a non-ASCII letter, which "
       "clients "
       "cannot read",
       "use only letters, digits and -._~/:@%, and rename or link the folder if necessary"},
      {k_head +
           "release: { baseurl: 'ftp://x.example/r', sections: { a: { from: builds, sign: hostbase } } }\n",
       "3:21: 'baseurl' of 'release' is 'ftp://x.example/r'", "use http://, https://, file:// or a path"},
      {k_head + "release: { sections: { a+b: { from: builds, sign: hostbase }, aplusb: { from: builds, sign: "
                "hostbase } "
                "} }\n",
       "3:63: the sections 'a+b' and 'aplusb' would both be [p-aplusb] in p.repo",
       "rename one: the id is the path without $basearch and with '-' for '/'"},
      {"schema: 1\nproduct: main\nrelease: { sections: { $basearch: { from: builds, sign: hostbase } } }\n",
       "3:24: the section '$basearch' would be [main] in main.repo, which clients read as their own options",
       "add a folder besides $basearch: packages/$basearch"},
      {k_head + "release: { sections: { manifest.json: { from: builds, sign: hostbase } } }\n",
       "3:24: the path of a section is 'manifest.json', the name of a file that every release has", ""},
  });
}

TEST_CASE("the line and a caret are shown, then the hint") {
  CHECK(complaint(k_head + "targts: {}\n") ==
        "repos.yaml:3:1: error: unknown key 'targts'\n"
        "  3 | targts: {}\n"
        "    | ^\n"
        "hint: did you mean 'targets'?\n");
  CHECK(complaint(k_head + "keys:\n  a: { homedir: g }\n  a: { homedir: h }\n") ==
        "repos.yaml:5:3: error: duplicate key 'a'\n"
        "  5 |   a: { homedir: h }\n"
        "    |   ^\n"
        "  first defined in line 4\n"
        "hint: remove one of the two\n");
}

TEST_CASE("a missing file and a folder are reported by name") {
  const auto message = [](const fs::path& file) -> std::string {
    try {
      (void)load(file, k_hostbase);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  CHECK(message("/nowhere/repos.yaml") == "no such file: /nowhere/repos.yaml");
  CHECK(message("/tmp") == "/tmp is a folder");
}
