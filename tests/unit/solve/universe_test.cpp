// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/universe/universe.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "support/errors.hpp"
#include "support/listing.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using solve::Solution;
using solve::Universe;
using test::Listed;
using test::Listing;

namespace {

/// A folder and a universe with one repository "base" in it.
struct Fixture {
  TempDir folder{fs::temp_directory_path(), "solve-"};
  Universe universe{"x86_64"};
  explicit Fixture(const std::vector<Listed>& packages) {
    universe.add(Listing(folder.path(), "base", packages).metadata());
  }
};

std::vector<std::string> names(const Solution& solution) {
  std::vector<std::string> found;
  for (const solve::Chosen& chosen : solution.install) found.push_back(chosen.nevra.name);
  std::ranges::sort(found);
  return found;
}

std::string all_explanations(const Solution& solution) {
  std::string text;
  for (const solve::Problem& problem : solution.problems) {
    text += problem.requirement + ": " + join(problem.explanation, "; ") + "\n";
  }
  return text;
}

rpm::SpecInfo spec_of(const std::string& name, const std::vector<std::string>& provides = {},
                      const std::string& version = "1.0") {
  rpm::SpecInfo info{.name = name, .evr = {.version = version, .release = "1"}};
  info.packages.push_back({{name, info.evr, "x86_64"}, provides});
  info.packages.push_back({{name + "-devel", info.evr, "x86_64"}, {}});
  return info;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a closure, in installation order, without weak dependencies") {
  const Fixture f(std::vector<Listed>{{.name = "app", .requires_ = {"lib >= 1"}, .recommends = {"docs"}},
                                      {.name = "lib", .requires_ = {"base"}},
                                      {.name = "base"},
                                      {.name = "docs"}});
  const Solution solution = f.universe.solve({"app"});
  CHECK(all_explanations(solution).empty());
  REQUIRE(solution.install.size() == 3);
  CHECK(solution.install[0].nevra.name == "base");
  CHECK(solution.install[1].nevra.name == "lib");
  CHECK(solution.install[2].nevra.str() == "app-1.0-1.noarch");
  const upstream::Location& location = solution.install[2].location;
  CHECK(location.repository == "base");
  CHECK(location.href == "Packages/app.rpm");
  CHECK(location.size == 1234);
  CHECK(location.sha256 == Listing::digest_of("base", {.name = "app", .requires_ = {"lib >= 1"}}));
  CHECK(location.nevra == solution.install[2].nevra);
}

TEST_CASE("versions, rich dependencies, conflicts") {
  const Fixture f(std::vector<Listed>{{.name = "gcc", .version = "12"},
                                      {.name = "gcc", .version = "4"},
                                      {.name = "clang", .conflicts = {"gcc"}},
                                      {.name = "extra"},
                                      {.name = "tool", .requires_ = {"(clang or gcc)", "(extra if gcc)"}}});
  CHECK(f.universe.solve({"gcc"}).install.at(0).nevra.evr.version == "12");
  CHECK(f.universe.solve({"gcc < 5"}).install.at(0).nevra.evr.version == "4");
  CHECK(names(f.universe.solve({"(nothing or extra)"})) == Names{"extra"});
  CHECK(names(f.universe.solve({"(extra and clang)"})) == Names{"clang", "extra"});
  CHECK(names(f.universe.solve({"tool", "gcc"})) == Names{"extra", "gcc", "tool"});
  CHECK(f.universe.solve({"rpmlib(CompressedFileNames) <= 3.0.4-1"}).problems.empty());
  const Solution both = f.universe.solve({"gcc", "clang"});
  CHECK(both.install.empty());
  REQUIRE(both.problems.size() == 1);
  CHECK(both.problems[0].requirement.find("gcc") != std::string::npos);
  CHECK(both.problems[0].requirement.find("clang") != std::string::npos);
  CHECK(all_explanations(both).find("conflicts with gcc") != std::string::npos);
}

TEST_CASE("unresolved requirements are all reported") {
  const Fixture f(std::vector<Listed>{{.name = "app", .requires_ = {"missing >= 2"}}, {.name = "fine"}});
  const Solution solution = f.universe.solve({"app", "fine", "nobody", "fine > 7"});
  CHECK(solution.install.empty());
  const std::string text = all_explanations(solution);
  CHECK(text.find("app: nothing provides missing >= 2 needed by app-1.0-1.noarch") != std::string::npos);
  CHECK(text.find("nobody: nothing provides requested nobody") != std::string::npos);
  CHECK(text.find("fine > 7: nothing provides requested fine > 7") != std::string::npos);

  CHECK(f.universe.unprovided({"app", "nobody", "fine >= 1", "fine > 7", "(fine or nobody)",
                               "(fine and nobody)"}) == Names{"nobody", "fine > 7", "(fine and nobody)"});
}

TEST_CASE("an unparsable requirement is a problem, not a crash") {
  const Fixture f(std::vector<Listed>{{.name = "fine"}});
  for (const char* bad : {"", "(fine or", "a b", "fine ~ 1", "((", "(fine and)", "a = 1 b"}) {
    CAPTURE(bad);
    CHECK(f.universe.solve({bad}).problems.size() == 1);
    CHECK(f.universe.unprovided({bad}).size() == 1);
  }
}

TEST_CASE("files: those in primary metadata, and others only if required") {
  const Fixture f(std::vector<Listed>{{.name = "sh", .files = {"/usr/bin/sh"}},
                                      {.name = "data", .hidden_files = {"/usr/share/data/table"}},
                                      {.name = "user", .requires_ = {"/usr/share/data/table"}},
                                      {.name = "plain", .requires_ = {"/usr/bin/sh"}}});
  CHECK(names(f.universe.solve({"plain"})) == Names{"plain", "sh"});
  CHECK(names(f.universe.solve({"/usr/bin/sh"})) == Names{"sh"});
  auto caches = [&] {
    return std::distance(fs::directory_iterator(f.folder.path() / "cache"), fs::directory_iterator());
  };
  // The complete file lists have not been read yet.
  CHECK(caches() == 1);
  CHECK(names(f.universe.solve({"user"})) == Names{"data", "user"});
  CHECK(caches() == 2);
  CHECK(names(f.universe.solve({"/usr/share/data/table"})) == Names{"data"});
  CHECK(f.universe.unprovided({"/usr/share/none"}) == Names{"/usr/share/none"});
}

TEST_CASE("a warm cache gives the same solution, a damaged one is made again") {
  const std::vector<Listed> packages{{.name = "app", .requires_ = {"provided"}},
                                     {.name = "zeta", .provides = {"provided"}},
                                     {.name = "alpha", .provides = {"provided"}}};
  const TempDir folder(fs::temp_directory_path(), "solve-");
  Listing listing(folder.path(), "base", packages);
  auto solution = [&] {
    Universe universe("x86_64");
    universe.add(listing.metadata());
    return names(universe.solve({"app"}));
  };
  const Names cold = solution();
  CHECK(cold.size() == 2);
  CHECK(solution() == cold);
  fs::path kept;
  for (const auto& entry : fs::directory_iterator(folder.path() / "cache")) kept = entry.path();
  const std::string good = read_file(kept);
  for (const std::string& bad : {std::string(), std::string("rubbish"), good.substr(0, good.size() / 2)}) {
    write_file_atomically(kept, bad);
    CHECK(solution() == cold);
    CHECK(read_file(kept) == good);
  }
  listing.metadata().cache.clear();
  CHECK(solution() == cold);
}

TEST_CASE("the product's packages take precedence over a repository's, whatever their version") {
  Fixture f(
      std::vector<Listed>{{.name = "greet", .version = "9.0"}, {.name = "user", .requires_ = {"greet"}}});
  const fs::path own =
      test::build_package(f.folder.path(), {.name = "greet", .provides = {"pkgconfig(greet)"}}).binary;
  f.universe.add_files("product", {own});
  const Solution solution = f.universe.solve({"user"});
  CHECK(names(solution) == Names{"greet", "user"});
  CHECK(solution.install[0].file == own);
  CHECK(solution.install[0].nevra.evr.version == "1.0");
  CHECK(f.universe.unprovided({"pkgconfig(greet)"}).empty());
  CHECK(f.universe.files_providing("pkgconfig(greet)") == std::vector{own});
  CHECK(f.universe.files_providing("user").empty());
  // Unless only the repository's package satisfies the requirement.
  CHECK(f.universe.solve({"greet > 2"}).install.at(0).file.empty());
}

TEST_CASE("files of the product's packages are always known") {
  Fixture f(std::vector<Listed>{{.name = "user", .requires_ = {"/usr/share/greet/hello"}}});
  const fs::path own = test::build_package(f.folder.path(), {}).binary;
  f.universe.add_files("product", {own});
  CHECK(names(f.universe.solve({"user"})) == Names{"greet", "user"});
}

TEST_CASE("promised packages") {
  Fixture f(std::vector<Listed>{{.name = "zlib"}, {.name = "greet-devel", .version = "0.1"}});
  f.universe.add_promised("greet", spec_of("greet", {"libgreet = 1.0", "virtual(x)"}));
  f.universe.add_promised("other", spec_of("other", {"virtual(x)"}));
  CHECK(f.universe.promised_by("greet-devel") == Names{"greet"});
  CHECK(f.universe.promised_by("greet >= 1.0") == Names{"greet"});
  CHECK(f.universe.promised_by("greet(x86-64) = 1.0-1") == Names{"greet"});
  CHECK(f.universe.promised_by("greet > 1.0").empty());
  CHECK(f.universe.promised_by("libgreet") == Names{"greet"});
  CHECK(f.universe.promised_by("virtual(x)") == Names{"greet", "other"});
  CHECK(f.universe.promised_by("(zlib and other-devel)") == Names{"other"});
  CHECK(f.universe.promised_by("zlib").empty());
  CHECK(f.universe.promised_by("(((").empty());
  const Solution solution = f.universe.solve({"greet-devel", "zlib"});
  REQUIRE(solution.install.size() == 2);
  for (const solve::Chosen& chosen : solution.install) {
    CHECK(chosen.promised_by == (chosen.nevra.name == "zlib" ? "" : "greet"));
  }
}

TEST_CASE("packages for other architectures and source packages do not count") {
  const Fixture f(std::vector<Listed>{{.name = "arm", .arch = "aarch64"},
                                      {.name = "old", .arch = "i686"},
                                      {.name = "source", .arch = "src"},
                                      {.name = "both", .version = "2", .arch = "i686"},
                                      {.name = "both", .version = "1", .arch = "x86_64"}});
  CHECK(f.universe.unprovided({"arm", "source", "old"}) == Names{"arm", "source"});
  CHECK(f.universe.solve({"both"}).install.at(0).nevra.arch == "x86_64");
}

TEST_CASE("of equal packages, the one in the first repository is chosen") {
  const TempDir folder(fs::temp_directory_path(), "solve-");
  for (const bool swapped : {false, true}) {
    Universe universe("x86_64");
    const Names order = swapped ? Names{"second", "first"} : Names{"first", "second"};
    for (const std::string& name : order)
      universe.add(Listing(folder.path(), name, {{.name = "app"}}).metadata());
    CHECK(universe.solve({"app"}).install.at(0).location.repository == order.front());
  }
}

TEST_CASE("suggested names are those that are provided") {
  Fixture f(std::vector<Listed>{
      {.name = "gcc-c++", .provides = {"cc = 1", "pkgconfig(zlib)"}, .files = {"/usr/bin/g++"}}});
  f.universe.add_promised("greet", spec_of("greet"));
  const Names all = f.universe.provided_names();
  CHECK(all == Names{"cc", "gcc-c++", "greet", "greet(x86-64)", "greet-devel", "greet-devel(x86-64)",
                     "pkgconfig(zlib)"});
  CHECK(nearest_word("gcc-c+", all) == "gcc-c++");
}

TEST_CASE("an error in metadata names the repository") {
  const TempDir folder(fs::temp_directory_path(), "solve-");
  Listing listing(folder.path(), "base", {{.name = "app"}});
  const std::string good = read_file(listing.metadata().primary);
  write_file_atomically(listing.metadata().primary, good.substr(0, good.size() / 2));
  Universe universe("x86_64");
  universe.add(listing.metadata());
  try {
    universe.solve({"app"});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::upstream);
    CHECK(std::string(error.what()).find("base") != std::string::npos);
  }
  // The second time too: the pool is not half filled.
  CHECK_THROWS_AS(universe.solve({"app"}), Error);

  Universe no_package("x86_64");
  no_package.add_files("product", {listing.metadata().primary});
  CHECK_THROWS_WITH_AS(no_package.solve({"x"}), doctest::Contains("base-primary.xml"), Error);
}

TEST_CASE("one universe serves several threads") {
  const Fixture f(std::vector<Listed>{{.name = "app", .requires_ = {"lib"}},
                                      {.name = "lib", .hidden_files = {"/opt/x"}}});
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 50; ++i) {
          if (names(f.universe.solve({"app", t % 2 ? "/opt/x" : "lib"})) != Names{"app", "lib"}) ++wrong;
        }
      });
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("metadata that expands to more than repomd.xml states is not read") {
  const TempDir folder(fs::temp_directory_path(), "solve-");
  Listing listing(folder.path(), "base", {{.name = "app"}});
  upstream::Metadata& metadata = listing.metadata();
  metadata.cache.clear();
  const uint64_t stated = fs::file_size(metadata.primary);
  metadata.primary_open_size = stated;
  const auto message = [&] {
    Universe universe("x86_64");
    universe.add(metadata);
    return test::error_of(ExitCode::upstream, [&] { universe.solve({"app"}); });
  };
  {
    Universe universe("x86_64");
    universe.add(metadata);
    CHECK(universe.solve({"app"}).install.size() == 1);
  }
  // 20 MiB of blanks, which compress to 20 KiB.
  write_file_atomically(metadata.primary, read_file(metadata.primary) + std::string(20UL << 20, ' '));
  run_checked({.argv = {"gzip", "-n", metadata.primary.string()}}, "compressing metadata");
  metadata.primary += ".gz";
  CHECK(test::says(message(), "cannot read the metadata of base"));
  CHECK(test::says(message(),
                   fmt::format("base-primary.xml.gz: it expands to more than the {} that repomd.xml states",
                               human_bytes(stated))));
  // File lists are read only if a file is required.
  metadata.primary_open_size = 0;
  metadata.filelists_open_size = 10;
  Universe universe("x86_64");
  universe.add(metadata);
  CHECK(test::says(test::error_of(ExitCode::upstream, [&] { universe.solve({"/usr/bin/none"}); }),
                   "base-filelists.xml: it expands to more than the 10 B that repomd.xml states"));
}

TEST_CASE("packages elsewhere, and packages with only a SHA-1") {
  const TempDir folder(fs::temp_directory_path(), "solve-");
  Listing listing(folder.path(), "base", {{.name = "app"}});
  std::string text = read_file(listing.metadata().primary);
  const auto replace = [&](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("<location href", "<location xml:base=\"http://example.org\" href");
  const size_t at = text.find("pkgid=\"YES\">") + 12;
  text.replace(at, text.find('<', at) - at, std::string(40, 'a'));
  replace("type=\"sha256\"", "type=\"sha\"");
  write_file_atomically(listing.metadata().primary, text);
  listing.metadata().cache.clear();
  Universe universe("x86_64");
  universe.add(listing.metadata());
  const upstream::Location location = universe.solve({"app"}).install.at(0).location;
  CHECK(location.href == "http://example.org/Packages/app.rpm");  // fetching it is refused
  CHECK(location.sha256.empty());
  CHECK(location.sha1 == std::string(40, 'a'));
}

TEST_CASE("real metadata of createrepo_c, compressed") {
  const TempDir folder(fs::temp_directory_path(), "solve-");
  test::build_package(folder.path() / "repo",
                      {.name = "app", .requires_ = {"(lib or none)", "lib >= 2:1.0"}});
  test::build_package(folder.path() / "repo",
                      {.name = "lib", .epoch = "2", .files = {{"/usr/share/x/y", "z"}}});
  for (const char* compression : {"gz", "xz", "bz2"}) {
    fs::remove_all(folder.path() / "repo" / "repodata");
    test::make_repository(folder.path() / "repo", {"--general-compress-type", compression});
    upstream::Metadata metadata{.name = "real", .repomd_sha256 = compression};
    for (const auto& entry : fs::directory_iterator(folder.path() / "repo" / "repodata")) {
      if (entry.path().string().find("-primary.xml") != std::string::npos) metadata.primary = entry.path();
      if (entry.path().string().find("-filelists.xml") != std::string::npos)
        metadata.filelists = entry.path();
    }
    // Files of a store are named by their digests; then their names in repomd.xml tell the compression.
    metadata.primary_name = metadata.primary.filename();
    metadata.filelists_name = metadata.filelists.filename();
    fs::rename(metadata.primary, folder.path() / "blob1");
    fs::rename(metadata.filelists, folder.path() / "blob2");
    metadata.primary = folder.path() / "blob1";
    metadata.filelists = folder.path() / "blob2";
    Universe universe("x86_64");
    universe.add(metadata);
    const Solution solution = universe.solve({"app", "/usr/share/x/y"});
    CHECK(all_explanations(solution).empty());
    REQUIRE(solution.install.size() == 2);
    CHECK(solution.install[0].nevra.str() == "lib-2:1.0-1.noarch");
    CHECK(solution.install[0].location.sha256 ==
          digest_of_file(folder.path() / "repo" / solution.install[0].location.href));
  }
}

TEST_CASE("packages that provide a conflicting name are not installed") {
  Fixture f({{.name = "one", .provides = {"engine = 1"}},
             {.name = "two", .provides = {"engine = 2"}, .files = {"/usr/bin/two"}},
             {.name = "car", .requires_ = {"engine"}}});
  CHECK(names(f.universe.solve({"car"}, {"engine >= 2"})) == Names{"car", "one"});
  CHECK(names(f.universe.solve({"car"}, {"one"})) == Names{"car", "two"});
  CHECK(names(f.universe.solve({"car"}, {"/usr/bin/two"})) == Names{"car", "one"});
  CHECK(names(f.universe.solve({"car"}, {"nobody-has-this"})).size() == 2);
  CHECK(f.universe.can_be_solved({"car"}, {"engine >= 2"}));
  CHECK_FALSE(f.universe.can_be_solved({"car"}, {"engine"}));
  const std::string text = all_explanations(f.universe.solve({"car"}, {"engine"}));
  CHECK(text.find("(BuildConflicts: engine)") != std::string::npos);
  CHECK(f.universe.providers({"engine >= 2", "car"}) == Names{"car-1.0-1.noarch", "two-1.0-1.noarch"});
}

TEST_CASE("a rich conflict excludes only what it names") {
  Fixture f({{.name = "one"}, {.name = "two"}, {.name = "three", .requires_ = {"(one or two)"}}});
  CHECK(f.universe.can_be_solved({"one"}, {"(one and two)"}));
  CHECK_FALSE(f.universe.can_be_solved({"one", "two"}, {"(one and two)"}));
  CHECK_FALSE(f.universe.can_be_solved({"three"}, {"(one or two)"}));
}

TEST_CASE("promised packages that a conflict excludes do not count") {
  Universe universe("x86_64");
  universe.add_promised("old", spec_of("old", {"engine = 1"}));
  universe.add_promised("new", spec_of("new", {"engine = 2"}));
  CHECK(universe.promised_by("engine") == Names{"new", "old"});
  CHECK(universe.promised_by("engine", {"engine >= 2"}) == Names{"old"});
  CHECK(universe.promised_by("engine", {"new"}) == Names{"old"});
}
