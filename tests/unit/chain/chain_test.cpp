// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/chain.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include "core/text.hpp"

using namespace rpmworks;

namespace {

using Strings = std::vector<std::string>;

// A chain of the repositories "one", "two", "three", …
class Made {
 public:
  /// Adds a package to the current repository. Its digest depends on the NEVRA and `content`.
  solve::RepositoryPackage& add(const std::string& nevra, const std::string& content = "") {
    solve::RepositoryPackage& package = packages.emplace_back();
    package.repository = repositories - 1;
    package.location = {.repository = k_names.at(package.repository),
                        .href = nevra + ".rpm",
                        .sha256 = nevra + content,
                        .size = 1000,
                        .nevra = rpm::Nevra::parse(nevra)};
    return package;
  }
  void from(const std::string& source, const Strings& nevras) {
    for (const auto& nevra : nevras) add(nevra).source_package = source;
  }
  Made& next() {
    ++repositories;
    return *this;
  }

  /// "NEVRA of REPOSITORY, shadows NEVRA of REPOSITORY"
  Strings effective() const {
    Strings lines;
    for (const auto& one : chain::view(packages, repositories).effective) {
      std::string line = shown(one.package);
      for (const size_t shadow : one.shadows) line += ", shadows " + shown(shadow);
      lines.push_back(line);
    }
    return lines;
  }
  /// "KIND: TEXT"
  Strings findings() const {
    Strings lines;
    for (const auto& one : chain::view(packages, repositories).findings)
      lines.push_back(chain::name_of(one.kind) + ": " + one.text);
    return lines;
  }

  std::vector<solve::RepositoryPackage> packages;
  size_t repositories = 1;

 private:
  std::string shown(size_t package) const {
    const auto& location = packages[package].location;
    return location.nevra.str() + " of " + location.repository;
  }
  inline static const Strings k_names{"one", "two", "three", "four"};
};

solve::Obsoleted below(const std::string& name, const std::string& evr) {
  return {.name = name, .evr = rpm::Evr::parse(evr), .is_lower = true};
}

}  // namespace

TEST_CASE("the highest version of each name and architecture counts, wherever it is") {
  Made chain;
  chain.add("lib-1.0-1.x86_64");
  chain.add("lib-1.0-1.i686");
  chain.add("tool-10-1.noarch");
  chain.add("other-1-1.x86_64");
  chain.next();
  chain.add("lib-1.0-2.x86_64");
  chain.add("tool-9-1.noarch");
  chain.add("lib-1.0-1.src");
  CHECK(chain.effective() ==
        Strings{"lib-1.0-1.i686 of one", "lib-1.0-2.x86_64 of two, shadows lib-1.0-1.x86_64 of one",
                "other-1-1.x86_64 of one", "tool-10-1.noarch of one, shadows tool-9-1.noarch of two",
                "lib-1.0-1.src of two"});
  CHECK(chain.findings() ==
        Strings{"newer-before: two has tool-9-1.noarch, but clients keep or get tool-10-1.noarch of one, "
                "which is newer"});
}

TEST_CASE("noarch packages compete with those of each architecture") {
  Made chain;
  chain.add("data-1-1.x86_64");
  chain.add("data-3-1.i686");
  chain.next();
  chain.add("data-2-1.noarch");
  CHECK(chain.effective() ==
        Strings{"data-2-1.noarch of two, shadows data-1-1.x86_64 of one", "data-3-1.i686 of one"});
  // For 32 bits, the older noarch package of the later repository is not what clients get.
  CHECK(
      chain.findings() ==
      Strings{"newer-before: two has data-2-1.noarch, but clients keep or get data-3-1.i686 of one, which is "
              "newer"});
}

TEST_CASE("packages of one version for different processors of one family are all kept") {
  Made chain;
  chain.add("glibc-2-1.i386");
  chain.add("glibc-2-2.i386");
  chain.add("glibc-2-2.i686");
  CHECK(chain.effective() == Strings{"glibc-2-2.i386 of one, shadows glibc-2-1.i386 of one",
                                     "glibc-2-2.i686 of one, shadows glibc-2-1.i386 of one"});
}

TEST_CASE("of one NEVRA, the copy of the last repository counts") {
  Made chain;
  chain.add("lib-1-1.x86_64");
  chain.add("odd-1-1.x86_64");
  chain.next();
  chain.add("lib-1-1.x86_64");
  chain.add("odd-1-1.x86_64", "changed");
  CHECK(chain.effective() == Strings{"lib-1-1.x86_64 of two, shadows lib-1-1.x86_64 of one",
                                     "odd-1-1.x86_64 of two, shadows odd-1-1.x86_64 of one"});
  CHECK(chain.findings() ==
        Strings{"different-content: odd-1-1.x86_64 in one and two: different packages of the same version; a "
                "client gets either"});

  chain.packages[2].location.sha1 = chain.packages[2].location.sha256;
  chain.packages[2].location.sha256.clear();
  CHECK(chain.findings().back() ==
        "not-compared: lib-1-1.x86_64 in one and two: their metadata has no digests of the same kind to "
        "compare");
  chain.packages[2].location.size = 999;
  CHECK(chain.findings().front() ==
        "different-content: lib-1-1.x86_64 in one and two: different packages of the same version; a client "
        "gets either");
}

TEST_CASE("what another package obsoletes is not effective") {
  Made chain;
  chain.add("old-1-1.noarch");
  chain.add("old-devel-1-1.noarch");
  chain.add("self-1-1.noarch").obsoletes = {below("self", "2")};
  chain.next();
  chain.add("new-1-1.noarch").obsoletes = {below("old", "2"), below("old-devel", "1-1")};
  CHECK(chain.effective() ==
        Strings{"new-1-1.noarch of two", "old-devel-1-1.noarch of one", "self-1-1.noarch of one"});
  CHECK(chain.findings() ==
        Strings{"obsoleted: old-1-1.noarch of one is obsoleted by new-1-1.noarch of two"});

  chain.next();
  chain.add("old-1.5-1.noarch");
  CHECK(chain.findings() ==
        Strings{
            "obsoleted-before: three has old-1.5-1.noarch, but clients do not keep it: new-1-1.noarch of two "
            "obsoletes it"});
  chain.add("old-2-1.noarch");
  CHECK(chain.findings() == Strings{});
}

TEST_CASE("only packages that clients get obsolete others") {
  Made chain;
  chain.add("old-1-1.noarch");
  chain.add("new-1-1.noarch").obsoletes = {{.name = "old", .evr = {}}};
  chain.next();
  chain.add("new-2-1.noarch");
  CHECK(chain.effective() ==
        Strings{"new-2-1.noarch of two, shadows new-1-1.noarch of one", "old-1-1.noarch of one"});
}

TEST_CASE("packages that obsolete each other are kept, and told") {
  Made chain;
  chain.add("a-1-1.noarch").obsoletes = {below("b", "2")};
  chain.add("b-1-1.noarch").obsoletes = {below("c", "2"), below("victim", "2")};
  chain.add("c-1-1.noarch").obsoletes = {below("a", "2")};
  chain.add("victim-1-1.noarch");
  CHECK(chain.effective() == Strings{"a-1-1.noarch of one", "b-1-1.noarch of one", "c-1-1.noarch of one"});
  CHECK(chain.findings() ==
        Strings{
            "obsolete-each-other: a-1-1.noarch, b-1-1.noarch, c-1-1.noarch obsolete each other: clients may "
            "keep any of them",
            "obsoleted: victim-1-1.noarch of one is obsoleted by b-1-1.noarch of one"});
  // The cycle as a whole may be obsoleted.
  chain.add("d-1-1.noarch").obsoletes = {below("a", "2"), below("b", "2"), below("c", "2")};
  CHECK(chain.effective() == Strings{"d-1-1.noarch of one", "victim-1-1.noarch of one"});
}

TEST_CASE("a package that is obsoleted itself obsoletes nothing") {
  Made chain;
  chain.add("a-1-1.noarch");
  chain.add("b-1-1.noarch").obsoletes = {below("a", "2")};
  chain.add("c-1-1.noarch").obsoletes = {below("b", "2")};
  CHECK(chain.effective() == Strings{"a-1-1.noarch of one", "c-1-1.noarch of one"});
  CHECK(chain.findings() ==
        Strings{"obsoleted-at-times: a-1-1.noarch of one is obsoleted by b-1-1.noarch, which c-1-1.noarch "
                "obsoletes: clients without c may lose it",
                "obsoleted: b-1-1.noarch of one is obsoleted by c-1-1.noarch of one"});
  chain.packages.back().obsoletes.push_back(below("a", "2"));
  CHECK(chain.effective() == Strings{"c-1-1.noarch of one"});
  CHECK(chain.findings().size() == 2);
}

TEST_CASE("a long chain of Obsoletes") {
  Made chain;
  constexpr int k_count = 20'000;
  for (int i = 0; i < k_count; ++i)
    chain.add(fmt::format("p{:05}-1-1.noarch", i)).obsoletes = {
        {.name = fmt::format("p{:05}", i + 1), .evr = {}}};
  CHECK(chain.effective().size() == k_count / 2);
}

TEST_CASE("a package that a later version of its source no longer makes was removed") {
  Made chain;
  chain.from("nova-1-1.src.rpm", {"nova-1-1.noarch", "nova-volume-1-1.noarch"});
  chain.from("glance-1-1.src.rpm", {"glance-1-1.noarch"});
  chain.next();
  chain.from("nova-2-1.src.rpm", {"nova-2-1.noarch", "nova-cells-2-1.noarch"});
  CHECK(chain.findings() ==
        Strings{
            "removed: nova-volume-1-1.noarch of one: two has packages from nova-2-1.src.rpm without it, but "
            "clients still get it"});
  // More packages of the same source do not remove anything.
  chain.from("glance-1-1.src.rpm", {"glance-doc-1-1.noarch"});
  CHECK(chain.findings().size() == 1);
  // If it came back, its later version counts.
  chain.next().add("nova-volume-3-1.noarch");
  CHECK(chain.findings() == Strings{});
}

TEST_CASE("a repository that repeats packages unchanged is complete: what it lacks was removed") {
  Made chain;
  for (const char* name : {"a-1-1.noarch", "b-1-1.noarch", "c-1-1.noarch", "d-1-1.noarch"}) chain.add(name);
  chain.next();
  chain.add("a-1-1.noarch");
  chain.add("b-1-1.noarch");
  chain.add("c-2-1.noarch");
  CHECK(
      chain.findings() ==
      Strings{"removed: d-1-1.noarch of one: two lacks it, although it repeats 2 packages unchanged; clients "
              "still get it"});
  // A repository with changed packages only says nothing about the others.
  Made changes;
  for (const char* name : {"a-1-1.noarch", "b-1-1.noarch", "c-1-1.noarch", "d-1-1.noarch"}) changes.add(name);
  changes.next();
  changes.add("a-1-1.noarch");
  changes.add("c-2-1.noarch");
  CHECK(changes.findings() == Strings{});
}

TEST_CASE("epochs count, and rpm's order of versions") {
  Made chain;
  chain.add("p-1:1.0-1.noarch");
  chain.add("q-1.0-1.noarch");
  chain.add("r-1.10-1.noarch");
  chain.next();
  chain.add("p-2.0-1.noarch");
  chain.add("q-1.0~rc1-1.noarch");
  chain.add("r-1.9-1.noarch");
  CHECK(chain.effective() == Strings{"p-1:1.0-1.noarch of one, shadows p-2.0-1.noarch of two",
                                     "q-1.0-1.noarch of one, shadows q-1.0~rc1-1.noarch of two",
                                     "r-1.10-1.noarch of one, shadows r-1.9-1.noarch of two"});
  CHECK(chain.findings().size() == 3);
}

TEST_CASE("findings are sorted by importance") {
  Made chain;
  chain.from("s-1-1.src.rpm", {"s-1-1.noarch", "gone-1-1.noarch"});
  chain.add("down-2-1.noarch");
  chain.add("same-1-1.noarch");
  chain.add("old-1-1.noarch");
  chain.next();
  chain.from("s-2-1.src.rpm", {"s-2-1.noarch"});
  chain.add("down-1-1.noarch");
  chain.add("same-1-1.noarch", "other");
  chain.add("new-1-1.noarch").obsoletes = {below("old", "2")};
  Strings kinds;
  for (const auto& line : chain.findings()) kinds.push_back(line.substr(0, line.find(':')));
  CHECK(kinds == Strings{"different-content", "newer-before", "removed", "obsoleted"});
}

TEST_CASE("short names are the parts in which addresses differ") {
  CHECK(chain::short_names({}) == Strings{});
  CHECK(chain::short_names({"https://a.example/altai/1.0.0/centos6"}) == Strings{"centos6"});
  CHECK(chain::short_names({"/"}) == Strings{"repository1"});
  CHECK(chain::short_names({"https://a.example/altai/1.0.0/centos6",
                            "https://a.example/altai/1.0.1/centos6/"}) == Strings{"1.0.0", "1.0.1"});
  CHECK(chain::short_names({"/srv/a/x86_64", "/srv/a", "/srv/b/x86_64"}) ==
        Strings{"a-x86_64", "a", "b-x86_64"});
  CHECK(chain::short_names({"/srv/a", "/srv"}) == Strings{"a", "repository2"});
  CHECK(chain::short_names({"/srv/x y", "/srv/x_y", "/srv/x-y", "/srv/\x1b[31m"}) ==
        Strings{"x-y", "x_y", "x-y-2", "31m"});
}
