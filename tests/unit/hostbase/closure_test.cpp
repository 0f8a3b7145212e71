// SPDX-License-Identifier: GPL-3.0-or-later
#include "closure.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"

using namespace rpmworks;
using namespace rpmworks::hostbase;

namespace {

// A stanza for "name=version", with additional lines.
std::string stanza(const std::string& name, const std::string& more = {}) {
  const size_t sign = name.find('=');
  const std::string version = sign == std::string::npos ? "1.0-1" : name.substr(sign + 1);
  return "Package: " + name.substr(0, sign) + "\nVersion: " + version + "\nArchitecture: amd64\n" + more +
         "\n";
}

std::vector<std::string> names_of(const Closure& closure) {
  std::vector<std::string> names;
  for (const auto& package : closure.packages) names.push_back(package.name);
  return names;
}

std::vector<std::string> closed(const std::string& dump, const std::vector<std::string>& seeds,
                                const Policy& policy = {}) {
  const Index index(dump, "amd64");
  return names_of(close_over(index, seeds, policy));
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("dependencies are added once, including cycles") {
  const std::string dump = stanza("a", "Depends: b, c\n") + stanza("b", "Pre-Depends: c\n") +
                           stanza("c", "Depends: a\n") + stanza("unrelated");
  CHECK(closed(dump, {"a"}) == Names{"a", "b", "c"});
}

TEST_CASE("a seed may have RPM's name, and the most reliable rule finds its package") {
  const std::string dump =
      stanza("libpython3-dev") + stanza("python3-dev") + stanza("zlib1g-dev") + stanza("real-devel");
  CHECK(closed(dump, {"python3-devel", "zlib-devel", "libpython3-devel", "real-devel"}) ==
        Names{"python3-dev", "zlib1g-dev", "libpython3-dev", "real-devel"});
  CHECK(closed(dump, {"z-devel"}).empty());
}

TEST_CASE("seeds that Debian does not have are reported, and the others are added") {
  const Index index(stanza("libssl-dev") + stanza("libssl1.0-dev", "Provides: openssl-devel\n") +
                        stanza("libxml-parser-perl") + stanza("python3-requests"),
                    "amd64");
  const Closure closure = close_over(
      index, {"no-such", "openssl-devel", "perl(XML::Parser)", "python3dist(requests) >= 2", "nor-this"}, {});
  CHECK(names_of(closure) == Names{"libssl-dev", "libxml-parser-perl", "python3-requests"});
  CHECK(closure.unknown == Names{"no-such", "nor-this"});
  CHECK(closure.answers ==
        std::map<std::string, std::string>{{"openssl-devel", "libssl-dev"},
                                           {"perl(XML::Parser)", "libxml-parser-perl"},
                                           {"python3dist(requests) >= 2", "python3-requests"}});
}

TEST_CASE("the first alternative is chosen, unless another one is already in") {
  const std::string dump =
      stanza("a", "Depends: x | y\n") + stanza("b", "Depends: y\n") + stanza("x") + stanza("y");
  CHECK(closed(dump, {"a"}) == Names{"a", "x"});
  CHECK(closed(dump, {"a", "b"}) == Names{"a", "b", "y"});
  CHECK(closed(dump, {"a", "y"}) == Names{"a", "y"});
}

TEST_CASE("an alternative that does not exist, or is too old, is skipped") {
  CHECK(closed(stanza("a", "Depends: missing | y\n") + stanza("y"), {"a"}) == Names{"a", "y"});
  CHECK(closed(stanza("a", "Depends: x (>= 2) | y\n") + stanza("x=1") + stanza("y"), {"a"}) ==
        Names{"a", "y"});
}

TEST_CASE("a virtual name is provided by the package of the highest priority, then by name") {
  const std::string dump = stanza("a", "Depends: awk\n") +
                           stanza("gawk", "Priority: optional\nProvides: awk\n") +
                           stanza("mawk", "Priority: required\nProvides: awk\n");
  CHECK(closed(dump, {"a"}) == Names{"a", "mawk"});
  CHECK(closed(dump, {"gawk", "a"}) == Names{"gawk", "a"});
  CHECK(closed(dump, {"awk"}) == Names{"mawk"});
}

TEST_CASE("only a versioned Provides satisfies a versioned dependency") {
  const std::string wanting = stanza("a", "Depends: v (>= 2)\n");
  CHECK(closed(wanting + stanza("p", "Provides: v (= 2.1)\n"), {"a"}) == Names{"a", "p"});
  CHECK(closed(wanting + stanza("p", "Provides: v\n"), {"a"}) == Names{"a"});
  CHECK(closed(wanting + stanza("p", "Provides: v (= 1)\n"), {"a"}) == Names{"a"});
}

TEST_CASE("of conflicting packages the first stays, and the other is dropped with a reason") {
  const std::string dump = stanza("librepo-dev", "Depends: gnutls-dev\n") +
                           stanza("createrepo-dev", "Depends: openssl-dev\n") +
                           stanza("openssl-dev", "Conflicts: gnutls-dev\n") + stanza("gnutls-dev");
  const Index index(dump, "amd64");
  const Closure closure = close_over(index, {"openssl-dev", "librepo-dev", "createrepo-dev"}, {});
  CHECK(names_of(closure) == Names{"openssl-dev", "librepo-dev", "createrepo-dev"});
  REQUIRE(closure.dropped.size() == 1);
  CHECK(closure.dropped[0].package == "librepo-dev");
  CHECK(closure.dropped[0].because == "gnutls-dev conflicts with openssl-dev");
  CHECK(closure.requirements(*closure.find("librepo-dev")).empty());
}

TEST_CASE("the next alternative avoids a conflict") {
  const std::string dump =
      stanza("a", "Depends: x | y\n") + stanza("b") + stanza("x", "Breaks: b (<< 2)\n") + stanza("y");
  CHECK(closed(dump, {"b", "a"}) == Names{"b", "a", "y"});
}

TEST_CASE("seeds are added even if they conflict, and their conflict is recorded") {
  const Index index(stanza("a", "Conflicts: b\n") + stanza("b"), "amd64");
  const Closure closure = close_over(index, {"a", "b"}, {});
  CHECK(names_of(closure) == Names{"a", "b"});
  CHECK(closure.conflicting(*closure.find("b")) == Names{"a"});
}

TEST_CASE("a package does not conflict with its own Provides") {
  const Index index(stanza("mta", "Provides: mail-transport-agent\nConflicts: mail-transport-agent\n"),
                    "amd64");
  CHECK_FALSE(conflict(*index.find("mta"), *index.find("mta")));
}

TEST_CASE("dependencies of maintainer scripts are omitted") {
  const std::string dump = stanza("a", "Depends: debconf (>= 0.5) | debconf-2.0, perl\n") +
                           stanza("b", "Depends: perl\n") + stanza("debconf") + stanza("perl");
  const Policy policy{.never = {"debconf"}, .unneeded = {{"a", "perl"}}};
  CHECK(closed(dump, {"a"}, policy) == Names{"a"});
  CHECK(closed(dump, {"b"}, policy) == Names{"b", "perl"});
  CHECK(closed(dump, {"a", "debconf"}, policy) == Names{"a", "debconf"});
}

TEST_CASE("requirements name the alternative that was chosen") {
  const std::string dump = stanza("a", "Depends: x | y, awk, c (>= 1.0-1), c (<< 9)\n") + stanza("y") +
                           stanza("mawk", "Provides: awk\n") + stanza("c") + stanza("x", "Conflicts: y\n");
  const Index index(dump, "amd64");
  const Closure closure = close_over(index, {"y", "a"}, {});
  CHECK(closure.requirements(*closure.find("a")) ==
        std::vector<Relation>{{"y", "", ""}, {"awk", "", ""}, {"c", ">=", "1.0-1"}, {"c", "<<", "9"}});
}

TEST_CASE("a bound that rpm would consider violated is omitted") {
  const std::string dump = stanza("a", "Depends: c (>> 1.0b-1)\n") + stanza("c=1.0.a-1");
  const Index index(dump, "amd64");
  const Closure closure = close_over(index, {"a"}, {});
  CHECK(closure.requirements(*closure.find("a")) == std::vector<Relation>{{"c", "", ""}});
}

TEST_CASE("foreign architectures are ignored, and of two versions the newer one is used") {
  const Index index(
      "Package: a\nVersion: 2\nArchitecture: i386\n\nPackage: a\nVersion: 1.9\nArchitecture: amd64\n\n"
      "Package: a\nVersion: 1.10\nArchitecture: amd64\n\nPackage: a\nVersion: 1.1\nArchitecture: amd64\n",
      "amd64");
  CHECK(index.find("a")->version == "1.10");
  CHECK(index.size() == 1);
}

TEST_CASE("without apt's package lists, the hint says what to do") {
  const Index empty("", "amd64");
  try {
    close_over(empty, {"bash"}, {});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
    CHECK(std::string(error.what()) == "apt knows no packages");
    CHECK(error.hint() == "run apt-get update");
  }
}
