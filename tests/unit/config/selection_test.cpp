// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

using Texts = std::vector<std::string>;

Texts values(const std::vector<Located<std::string>>& texts) {
  Texts values;
  for (const auto& text : texts) values.push_back(*text);
  return values;
}

/// A release with a section from the hostbase, whose further keys begin in column 44 of line 4.
std::string with(const std::string& keys) {
  return k_head + "release: { sections: {\n  a: { from: upstream, upstream: hostbase" + keys + " } } }\n";
}

/// Same, with sets. The further keys begin in column 44 of line 5.
std::string with_sets(const std::string& sets, const std::string& keys) {
  return k_head + "release: { sets: {" + sets +
         "},\n  sections: {\n  a: { from: upstream, upstream: hostbase" + keys + " } } }\n";
}

const char* const k_wildcards = "wildcards are * ? and [a-z]";
const char* const k_example = "write the name of a package, or a pattern for names: \"python-*\"";
const char* const k_letters = "names consist of letters, digits, '.', '_', '+' and '-'";
const char* const k_evr = "write [epoch:]version-release: 1.0.15-12.el6 or 1:1.0.15-12.el6";

}  // namespace

TEST_CASE("a selection is read whole") {
  const Config config = parsed(k_head + R"(
release:
  sets:
    monitoring: [zabbix-agent, net-snmp, "perl-*"]
    later: [never]
  sections:
    deps/epel:
      from: upstream
      upstream: hostbase
      select: closure
      packages: [nginx, "@monitoring", "python[23]-*", net-snmp, "bash-5:5.2-1.x86_64"]
      exclude: ["perl-*", "*-debuginfo", "python[!3]-x"]
      prefer: [mariadb-libs, postfix]
      pin: { nginx: 1.0.15-12.el6, bind: "32:9.8.2-0.68.rc1.el6_10.8", abc: 1.10-1 }
      weak: true
)");
  REQUIRE(config.sections.size() == 1);
  const Selection& selection = config.sections[0].selection;
  CHECK(selection.take == Selection::Take::closure);
  // Members of a set that are excluded, or were listed before, are left out.
  CHECK(values(selection.packages) ==
        Texts{"nginx", "zabbix-agent", "net-snmp", "python[23]-*", "bash-5:5.2-1.x86_64"});
  CHECK(selection.packages[1].where.line == 6);
  CHECK(selection.packages[1].where.column == 18);
  CHECK(values(selection.exclude) == Texts{"perl-*", "*-debuginfo", "python[!3]-x"});
  CHECK(values(selection.prefer) == Texts{"mariadb-libs", "postfix"});
  REQUIRE(selection.pin.size() == 3);
  CHECK(*selection.pin.at("nginx") == "1.0.15-12.el6");
  CHECK(selection.pin.at("nginx").where.line == 16);
  CHECK(*selection.pin.at("bind") == "32:9.8.2-0.68.rc1.el6_10.8");
  CHECK(*selection.pin.at("abc") == "1.10-1");  // text as written, not a number
  CHECK(selection.weak);
  REQUIRE(config.unused_sets.size() == 1);
  CHECK(*config.unused_sets[0] == "later");
  CHECK(config.unused_sets[0].where.line == 7);
  CHECK(config.unused_sets[0].where.column == 5);
}

TEST_CASE("without further keys, a section takes the closure") {
  const Config config = parsed(with(""));
  const Selection& selection = config.sections.at(0).selection;
  CHECK(selection.take == Selection::Take::closure);
  CHECK(selection.packages.empty());
  CHECK(selection.exclude.empty());
  CHECK(selection.prefer.empty());
  CHECK(selection.pin.empty());
  CHECK_FALSE(selection.weak);
  CHECK(parsed(with(", select: all")).sections[0].selection.take == Selection::Take::all);
  CHECK(parsed(with(", select: list, packages: [a]")).sections[0].selection.take == Selection::Take::list);
}

TEST_CASE("a set may be excluded, and used by several sections") {
  const Config config = parsed(
      k_head +
      "upstreams: { u: { baseurl: /u, trust: [hostbase] } }\n"
      "release: { sets: { games: [nethack, chess] }, sections: {\n"
      "  a: { from: upstream, upstream: u, exclude: [\"@games\", chess] },\n"
      "  b: { from: upstream, upstream: hostbase, select: list, packages: [\"@games\"], pin: { chess: 1-1 } "
      "} } }\n");
  CHECK(values(config.sections[0].selection.exclude) == Texts{"nethack", "chess"});
  CHECK(values(config.sections[1].selection.packages) == Texts{"nethack", "chess"});
  CHECK(config.unused_sets.empty());
}

TEST_CASE("bad input: what a section selects") {
  check_all({
      {with(", select: everything"), "4:52: 'select' of section 'a' is 'everything'",
       "use one of: closure, list, all"},
      {with(", select: lst"), "4:52: 'select' of section 'a' is 'lst'", "did you mean 'list'?"},
      {with(", select: list"), "4:3: 'packages' is missing in section 'a'",
       "`select: list` takes only the packages that it lists: packages: [NAME]"},
      {with(", select: list, packages: []"), "4:3: 'packages' is missing in section 'a'",
       "`select: list` takes only the packages that it lists: packages: [NAME]"},
      {with(", select: all, packages: [a]"),
       "4:57: 'packages' of section 'a' is useless with `select: all`, which takes every package",
       "remove it"},
      {with(", select: all, weak: true"),
       "4:57: 'weak' of section 'a' has no effect with `select: all`: only `select: closure` follows "
       "requirements",
       "remove it"},
      {with(", select: list, packages: [a], prefer: [a]"),
       "4:73: 'prefer' of section 'a' has no effect with `select: list`: only `select: closure` follows "
       "requirements",
       "remove it"},
      {with(", weak: maybe"), "4:50: 'weak' of section 'a' is 'maybe'", "use one of: true, false"},
      {with(", packages: nginx"), "4:54: 'packages' of section 'a' must be a list, not a single value",
       "write packages: [nginx]"},
      {with(", packages: [nginx, nginx]"), "4:62: 'nginx' is listed twice in 'packages' of section 'a'", ""},
      {with(", package: [nginx]"), "4:44: unknown key 'package' in section 'a'", "did you mean 'packages'?"},
  });
}

TEST_CASE("bad input: names of packages and patterns") {
  const auto packages = [](const std::string& item) { return with(", packages: [" + item + "]"); };
  check_all({
      {packages("''"), "4:55: an item of 'packages' of section 'a' is empty", k_example},
      {packages("-nginx"), "4:55: '-nginx' in 'packages' of section 'a' is not a package",
       "list packages that are never taken in `exclude`"},
      {packages("pkgconfig(zlib)"), "4:55: 'pkgconfig(zlib)' in 'packages' of section 'a' is not a package",
       "write the name of the package that provides it"},
      {packages("/usr/bin/perl"), "4:55: '/usr/bin/perl' in 'packages' of section 'a' is not a package",
       "write the name of the package that provides it"},
      {packages("a b"), "4:55: 'a b' in 'packages' of section 'a' is not a package",
       "write one package per item"},
      {packages("'python-{a}'"), "4:55: 'python-{a}' in 'packages' of section 'a' is not a package",
       k_wildcards},
      {packages("a=1"), "4:55: 'a=1' in 'packages' of section 'a' is not a package", k_letters},
      {packages("größe"), "4:55: 'größe' in 'packages' of section 'a' is not a package", k_letters},
      {packages("a-1-1.noarch.rpm"),
       "4:55: 'a-1-1.noarch.rpm' in 'packages' of section 'a' is the name of a file",
       "write the package: a-1-1.noarch"},
      {packages("'py[a'"),
       "4:55: 'py[a' in 'packages' of section 'a' is not a valid pattern: it has a '[' without a ']'",
       k_wildcards},
      {packages("'py[]'"),
       "4:55: 'py[]' in 'packages' of section 'a' is not a valid pattern: it has nothing between '[' and ']'",
       k_wildcards},
      {packages("'py[!]'"),
       "4:55: 'py[!]' in 'packages' of section 'a' is not a valid pattern: it has nothing between '[' and "
       "']'",
       k_wildcards},
      {packages("'py[[a]'"),
       "4:55: 'py[[a]' in 'packages' of section 'a' is not a valid pattern: it has a '[' between '[' and ']'",
       k_wildcards},
      {packages("'py[3-2]'"),
       "4:55: 'py[3-2]' in 'packages' of section 'a' is not a valid pattern: it has the empty range 3-2",
       k_wildcards},
      {packages("'py]'"),
       "4:55: 'py]' in 'packages' of section 'a' is not a valid pattern: it has a ']' without a '['",
       k_wildcards},
      {packages("'py!'"),
       "4:55: 'py!' in 'packages' of section 'a' is not a valid pattern: it has a '!' outside of '[' and ']'",
       k_wildcards},
      {with(", exclude: ['py[']"),
       "4:54: 'py[' in 'exclude' of section 'a' is not a valid pattern: it has a '[' without a ']'",
       k_wildcards},
      {with(", prefer: ['py*']"), "4:53: 'py*' in 'prefer' of section 'a' is a pattern",
       "write the name of one package"},
      {with(", prefer: ['1:a']"), "4:53: '1:a' in 'prefer' of section 'a' is not the name of a package",
       k_letters},
  });
  CHECK(complaint(packages("'[a-]x', '[!a-c]?*', '[^a]', c++, 'a-1:1.0~rc1-1^x.noarch'")).empty());
}

TEST_CASE("bad input: packages that are selected and excluded") {
  check_all({
      {with(", packages: [nginx], exclude: [nginx]"),
       "4:55: 'nginx' in 'packages' of section 'a' is excluded by 'nginx'", "remove one of the two"},
      {with(", packages: [nginx], exclude: ['ng*']"),
       "4:55: 'nginx' in 'packages' of section 'a' is excluded by 'ng*'", "remove one of the two"},
      {with(", packages: ['ng*'], exclude: ['ng*']"),
       "4:55: 'ng*' in 'packages' of section 'a' is excluded by 'ng*'", "remove one of the two"},
      {with(", pin: { nginx: 1-1 }, exclude: [nginx]"),
       "4:51: 'nginx' in 'pin' of section 'a' is excluded by 'nginx'", "remove one of the two"},
      {with(", pin: { nginx: 1-1 }, exclude: ['*x']"),
       "4:51: 'nginx' in 'pin' of section 'a' is excluded by '*x'", "remove one of the two"},
      {with_sets("m: [nginx]", ", packages: ['@m'], exclude: [nginx]"),
       "5:62: 'exclude' of section 'a' excludes everything in `packages`",
       "list other packages, or remove the section"},
  });
  CHECK(complaint(with(", packages: [nginx], exclude: ['nginx-*']")).empty());
  CHECK(complaint(with(", packages: ['python-*'], exclude: ['python-?']")).empty());
  CHECK(complaint(with(", packages: [nginx], exclude: [\n    nginx]")) ==
        "repos.yaml:4:55: error: 'nginx' in 'packages' of section 'a' is excluded by 'nginx'\n"
        "  4 |   a: { from: upstream, upstream: hostbase, packages: [nginx], exclude: [\n"
        "    |                                                       ^\n"
        "  excluded in line 5\n"
        "hint: remove one of the two\n");
}

TEST_CASE("bad input: pins") {
  const auto pin = [](const std::string& evr) { return with(", pin: { nginx: " + evr + " }"); };
  const auto message = [](const std::string& evr) {
    return "4:58: 'nginx' in 'pin' of section 'a' is '" + evr + "', not an EVR";
  };
  check_all({
      {pin("nginx-1.0.15-12.el6.x86_64"), message("nginx-1.0.15-12.el6.x86_64"), "write 1.0.15-12.el6"},
      {pin("'nginx-1:1.0.15-12.el6.noarch'"), message("nginx-1:1.0.15-12.el6.noarch"),
       "write 1:1.0.15-12.el6"},
      {pin("nginx-1.0.15-12.el6.src.rpm"), message("nginx-1.0.15-12.el6.src.rpm"), "write 1.0.15-12.el6"},
      {pin("nginx-1.0.15-12.el6"), message("nginx-1.0.15-12.el6"), "write 1.0.15-12.el6"},
      {pin("1.0.15-12.el6.i686"), message("1.0.15-12.el6.i686"), "write 1.0.15-12.el6"},
      {pin("other-name-1.0-2.x86_64"), message("other-name-1.0-2.x86_64"), "write 1.0-2"},
      {pin("nginx-1.0.15"), message("nginx-1.0.15"), k_evr},
      {pin("1.0.15"), message("1.0.15"), k_evr},
      {pin("1.10"), message("1.10"), k_evr},
      {pin("1.0-"), message("1.0-"), k_evr},
      {pin("'-1'"), message("-1"), k_evr},
      {pin("''"), message(""), k_evr},
      {pin("'x:1.0-1'"), message("x:1.0-1"), k_evr},
      {pin("':1.0-1'"), message(":1.0-1"), k_evr},
      {pin("1.0-1*"), message("1.0-1*"), k_evr},
      {with(", pin: { 'ngi*': 1-1 }"), "4:51: 'ngi*' in 'pin' of section 'a' is a pattern",
       "write the name of one package"},
      {with(", pin: { nginx: }"), "4:51: 'nginx' in 'pin' of section 'a' has no value",
       "write a value, or remove the key"},
      {with(", pin: [nginx]"), "4:49: 'pin' of section 'a' must be a mapping of names, not a list", ""},
  });
}

TEST_CASE("bad input: sets") {
  check_all({
      {with_sets("monitoring: [a]", ", packages: ['@monitorng']"), "5:55: no set is named 'monitorng'",
       "did you mean 'monitoring'?"},
      {with_sets("x: [a], y: [b]", ", exclude: ['@monitoring']"), "5:54: no set is named 'monitoring'",
       "known sets: x, y"},
      {with(", packages: ['@']"), "4:55: no set is named ''", "no set is defined"},
      {with_sets("m: []", ""), "3:19: the set 'm' is empty", "list packages, or remove the set"},
      {with_sets("m: [a], n: ['@m']", ""), "3:31: '@m' in 'n' of 'sets' of 'release' is a set",
       "list its packages: a set cannot contain another one"},
      {with_sets("m: ['a[']", ""),
       "3:23: 'a[' in 'm' of 'sets' of 'release' is not a valid pattern: it has a '[' without a ']'",
       k_wildcards},
      {with_sets("'m n': [a]", ""), "3:19: the name of a set is 'm n'",
       "use letters, digits, '.', '_', '+' and '-'; start with a letter or a digit"},
      {with_sets("m: a", ""), "3:22: 'm' of 'sets' of 'release' must be a list, not a single value",
       "write m: [a]"},
      {with_sets("m: [a, a]", ""), "3:26: 'a' is listed twice in 'm' of 'sets' of 'release'", ""},
      {k_head + "release: { sets: [m] }\n",
       "3:18: 'sets' of 'release' must be a mapping of names, not a list", ""},
      // YAML reserves these characters at the start of a text.
      {with(", packages: [@monitoring]"), "4:55: not valid YAML: unknown token",
       "put quotes around a text that starts with '@'"},
      {with(", packages: [*-devel]"), "4:55: not valid YAML: the referenced anchor is not defined",
       "put quotes around a text that starts with '*'"},
  });
}

TEST_CASE("bad input: keys of other kinds of sections") {
  for (const std::string from : {"builds", "srpms"})
    for (const std::string key :
         {"select: list", "packages: [a]", "exclude: [a]", "prefer: [a]", "pin: {}", "weak: false"}) {
      CAPTURE(from);
      CAPTURE(key);
      const std::string name = key.substr(0, key.find(':'));
      CHECK(headline(k_head + "release: { sections: { a: { from: " + from + ", sign: hostbase,\n  " + key +
                     " } } }\n") ==
            "repos.yaml:4:3: error: '" + name + "' of section 'a' is only valid with `from: upstream`");
    }
}

TEST_CASE("two sections from one upstream") {
  const auto two = [](const std::string& first, const std::string& second, const std::string& release = "") {
    return k_head +
           "targets:\n  t: { buildroot: { repos: [hostbase] } }\n  o: { buildroot: { repos: [hostbase] } }\n"
           "release: { " +
           release + "sections: {\n  a: { from: upstream, upstream: hostbase, " + first +
           " },\n  b: { from: upstream, upstream: hostbase, " + second + " } } }\n";
  };
  const std::string both = "8:3: the sections 'a' and 'b' both select packages of the upstream 'hostbase'";
  const std::string lists = "use `select: list` in both, or one section for both";
  check_all({
      {two("target: t", "target: t"), both, lists},
      {two("target: t, select: list, packages: [x]", "target: t"), both, lists},
      {two("target: t, select: all", "target: t, select: list, packages: [x]"), both, lists},
      {two("weak: true", "weak: false", "targets: [t], "), both, lists},
      {two("weak: true", "target: t", "targets: [t], "), both, lists},
      {two("weak: true", "weak: false"), both, "set the `target` of each"},
      {two("target: t", "weak: false"), both, "set the `target` of each"},
      {two("target: t", "weak: false", "targets: [t, o], "), both, "set the `target` of each"},
  });
  CHECK(complaint(two("target: t", "target: o")).empty());
  CHECK(complaint(two("select: list, packages: [x]", "select: list, packages: [y]")).empty());
}
