// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

/// A release whose further keys begin in column 3 of line 4.
std::string with(const std::string& keys, const std::string& before = "") {
  return k_head + before + "release:\n  " + keys + "\n  sections: { a: { from: builds, sign: hostbase } }\n";
}

const char* const k_kinds =
    "write the name of an upstream, { rpmdb: PATH }, { root: PATH } or { manifest: FILE }";
const char* const k_capability =
    "write what a package provides: \"libGL.so.1()(64bit)\", /usr/bin/perl or \"webserver = 2.0\"";

}  // namespace

TEST_CASE("what clients have before they install the release") {
  const Config config =
      parse(with("base: [hostbase, { rpmdb: /var/lib/rpm }, { root: roots/el6/ }, { manifest: ../m.json }]\n"
                 "  assume-provides: [\"libGL.so.1()(64bit)\", /usr/bin/perl, \"webserver = 2.0\"]"),
            "/product/repos.yaml", k_hostbase);
  REQUIRE(config.base.size() == 4);
  CHECK(config.base[0].kind == BaseSource::Kind::upstream);
  CHECK(config.base[0].upstream == "hostbase");
  CHECK(config.base[0].path.empty());
  CHECK(config.base[0].where.column == 10);
  CHECK(config.base[1].kind == BaseSource::Kind::rpmdb);
  CHECK(config.base[1].path == "/var/lib/rpm");
  CHECK(config.base[1].upstream.empty());
  CHECK(config.base[1].where.line == 4);
  CHECK(config.base[1].where.column == 29);
  CHECK(config.base[2].kind == BaseSource::Kind::root);
  CHECK(config.base[2].path == "/product/roots/el6");
  CHECK(config.base[3].kind == BaseSource::Kind::manifest);
  CHECK(config.base[3].path == "/m.json");
  REQUIRE(config.assume_provides.size() == 3);
  CHECK(*config.assume_provides[0] == "libGL.so.1()(64bit)");
  CHECK(config.assume_provides[0].where.line == 5);
  CHECK(config.assume_provides[0].where.column == 21);
  CHECK(*config.assume_provides[2] == "webserver = 2.0");
  CHECK(parsed(with("base:")).base.empty());
}

TEST_CASE("bad input: the base of a release") {
  check_all({
      {with("base: [hostbse]"), "4:10: no upstream is named 'hostbse'", "did you mean 'hostbase'?"},
      {with("base: hostbase"), "4:9: 'base' of 'release' must be a list, not a single value",
       "write base: [hostbase]"},
      {with("base: { root: /r }"), "4:9: 'base' of 'release' must be a list, not a mapping", ""},
      {with("base: [/srv/root]"), "4:10: '/srv/root' in 'base' of 'release' is not the name of an upstream",
       "write a path with its kind: { rpmdb: PATH }, { root: PATH } or { manifest: FILE }"},
      {with("base: [hostbase, { rot: /r }]"), "4:22: unknown key 'rot' in entry 2 of 'base' of 'release'",
       "did you mean 'root'?"},
      {with("base: [{ root: /r, rpmdb: /d }]"),
       "4:12: 'root' of entry 1 of 'base' of 'release' cannot be combined with rpmdb",
       "write one entry for each: [{ root: PATH }, { manifest: FILE }]"},
      {with("base: [{}]"), "4:10: 'root' is missing in entry 1 of 'base' of 'release'", k_kinds},
      {with("base: [{ root: }]"), "4:12: 'root' of entry 1 of 'base' of 'release' has no value",
       "write a value, or remove the key"},
      {with("base: [{ root: ~/r }]"),
       "4:18: 'root' of entry 1 of 'base' of 'release' is '~/r', but '~' is not expanded",
       "write the full path, or a path relative to this file"},
      {with("base: [{ manifest: \"https://x.example/m.json\" }]"),
       "4:22: 'manifest' of entry 1 of 'base' of 'release' is 'https://x.example/m.json', a URL",
       "write the path of a local file"},
      {with("base: [[hostbase]]"), "4:10: entry 1 of 'base' of 'release' must be a single value, not a list",
       ""},
      {with("base: [hostbase, hostbase]"), "4:20: 'hostbase' is listed twice in 'base' of 'release'", ""},
      {with("base: [{ root: /r }, { root: /x/../r }]"), "4:32: '/r' is listed twice in 'base' of 'release'",
       ""},
  });
  CHECK(complaint(with("base: [{ root: /r }, { rpmdb: /r }]")).empty());
}

TEST_CASE("bad input: what the system is assumed to provide") {
  const auto provide = [](const std::string& text) { return with("assume-provides: [\"" + text + "\"]"); };
  const auto message = [](const std::string& text) {
    return "4:21: '" + text + "' in 'assume-provides' of 'release' is not a capability";
  };
  for (const std::string text : {"", " a", "(a or b)", "a >= 1", "a =", "a b", "a,b", "= 1"})
    check_all({{provide(text), message(text), k_capability}});
  check_all({
      {with("assume-provides: a"), "4:20: 'assume-provides' of 'release' must be a list, not a single value",
       "write assume-provides: [a]"},
      {with("assume-provides: [a, a]"), "4:24: 'a' is listed twice in 'assume-provides' of 'release'", ""},
  });
}

TEST_CASE("the targets of a release") {
  const std::string targets =
      "targets:\n  t: { buildroot: { repos: [hostbase] } }\n  o: { buildroot: { repos: [hostbase] } }\n";
  const Config config = parsed(with("targets: [t, o]", targets + "packages: { a: { git: . } }\n"));
  REQUIRE(config.release_targets.size() == 2);
  CHECK(*config.release_targets[0] == "t");
  CHECK(config.release_targets[0].where.line == 8);
  CHECK(parsed(with("targets:", targets)).release_targets.empty());
  check_all({
      {with("targets: [tt]", targets), "7:13: no target is named 'tt'", "known targets: hostbase, o, t"},
      {with("targets: [t, t]", targets), "7:16: 't' is listed twice in 'targets' of 'release'", ""},
      {with("targets: t", targets), "7:12: 'targets' of 'release' must be a list, not a single value",
       "write targets: [t]"},
      {with("targets: [t, o]", targets + "packages: { a: { git: ., targets: [t] } }\n"),
       "8:16: no package is for the target 'o'",
       "remove it from `release.targets`, or add it to the `targets` of a package"},
      {with("targets: [t]", targets), "7:13: no package is for the target 't'",
       "remove it from `release.targets`, or add it to the `targets` of a package"},
  });
  CHECK(complaint(with("targets: [o]", targets + "superprojects: [{ git: . }]\n")).empty());
}

TEST_CASE("sections are for targets of the release") {
  const auto release = [](const std::string& section) {
    return k_head +
           "targets:\n  t: { buildroot: { repos: [hostbase] } }\n  o: { buildroot: { repos: [hostbase] } }\n"
           "packages: { a: { git: ., targets: [t] } }\n"
           "release: { targets: [t], sections: {\n  a: { " +
           section + " } } }\n";
  };
  check_all({
      {release("from: builds, sign: hostbase, target: o"), "8:46: the target 'o' is not in `release.targets`",
       "add it there, or remove the section"},
      {release("from: builds, sign: hostbase, target: p"), "8:46: no target is named 'p'",
       "known targets: hostbase, o, t"},
  });
  CHECK(complaint(release("from: builds, sign: hostbase, target: t")).empty());
  // The packages of a target may all come from an upstream.
  CHECK(
      complaint(k_head +
                "release: { targets: [hostbase], sections: { a: { from: upstream, upstream: hostbase } } }\n")
          .empty());
}

TEST_CASE("an entry of the base may be for the clients of one target") {
  const std::string targets =
      "targets:\n  el6: { buildroot: { repos: [hostbase] } }\n  el9: { buildroot: { repos: [hostbase] } }\n"
      "packages: { a: { git: . } }\n";
  const Config config = parsed(with(
      "base: [{ upstream: hostbase, target: el6 }, { root: /r, target: el6 }, { root: /r, target: el9 }, "
      "{ rpmdb: /d }]",
      targets));
  REQUIRE(config.base.size() == 4);
  CHECK(config.base[0].kind == BaseSource::Kind::upstream);
  CHECK(config.base[0].upstream == "hostbase");
  CHECK(config.base[0].target == "el6");
  CHECK(config.base[1].target == "el6");
  CHECK(config.base[2].target == "el9");
  CHECK(config.base[3].target.empty());
  check_all({
      {with("base: [{ root: /r, target: el7 }]", targets), "8:30: no target is named 'el7'",
       "did you mean 'el6'?"},
      {with("base: [{ root: /r, target: el6 }]\n  targets: [el9]", targets),
       "8:30: the target 'el6' is not in `release.targets`", "add it there, or remove the entry"},
      {with("base: [{ root: /r }, { root: /r, target: el6 }]", targets),
       "8:32: '/r' is listed twice in 'base' of 'release'", ""},
      {with("base: [{ upstream: hostbse }]", targets), "8:22: no upstream is named 'hostbse'",
       "did you mean 'hostbase'?"},
      {with("base: [{ target: el6 }]", targets), "8:10: 'root' is missing in entry 1 of 'base' of 'release'",
       k_kinds},
  });
}
