// SPDX-License-Identifier: GPL-3.0-or-later
// The driver of mock with a replacement for mock: tests/support/mock-stand-in.
#include "mock/run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "core/text.hpp"
#include "mock/config.hpp"
#include "mock/local.hpp"
#include "mock/program.hpp"
#include "mock/results.hpp"
#include "process/process.hpp"
#include "repodata/repodata.hpp"
#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::engine;
using namespace rpmworks::mock;

namespace {

class Variable {
 public:
  Variable(const char* name, const std::string& value) : m_name(name) { ::setenv(name, value.c_str(), 1); }
  ~Variable() { ::unsetenv(m_name); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* m_name;
};

struct Workshop {
  TempDir folder{fs::temp_directory_path(), "mock-run-"};
  Variable basedir{"MOCK_STAND_IN_BASEDIR", (folder.path() / "roots").string()};
  Variable root{"MOCK_STAND_IN_ROOT", "yes"};
  Slots slots{folder.path() / "slots"};
  Rebuild job;

  Workshop() {
    make_folders(folder.path() / "roots");
    write_file_atomically(folder.path() / "keys", "keys");
    make_local_repository(folder.path() / "base", {});
    const RootConfig config = write_config({.name = "t", .arch = "x86_64"},
                                           {{.name = "base",
                                             .baseurl = "file://" + (folder.path() / "base").string(),
                                             .keys = folder.path() / "keys"}},
                                           folder.path() / "configs");
    job = {.program = RPMWORKS_MOCK_STAND_IN, .root = config.root, .timeout = std::chrono::seconds(60)};
    job.srpm = test::build_package(folder.path(), {}).source;
  }

  RebuildResult run(const Slot& slot) {
    job.results = folder.path() / ("results-" + std::to_string(++m_runs));
    make_folders(job.results);
    return run_rebuild(job, slot, Reporter::silent());
  }
  bool nothing_is_left() const { return fs::is_empty(folder.path() / "roots"); }

 private:
  int m_runs = 0;
};

}  // namespace

TEST_CASE("mock gets all settings on its command line, and its own slot") {
  Workshop shop;
  const Slot slot = shop.slots.take(Reporter::silent());
  const Slot other = shop.slots.take(Reporter::silent());
  CHECK(slot.extension() != other.extension());
  CHECK(slot.caches() != other.caches());
  shop.job.options = {"--configdir=/etc/other", "--define=a b"};
  shop.job.results = "/results";
  shop.job.has_local = true;
  const std::vector<std::string> expected = {RPMWORKS_MOCK_STAND_IN,
                                             "-r",
                                             shop.job.root,
                                             "--uniqueext",
                                             slot.extension(),
                                             "--config-opts=cache_topdir=" + slot.caches().string(),
                                             "--configdir=/etc/other",
                                             "--define=a b",
                                             "--resultdir",
                                             "/results",
                                             "--rpmbuild_timeout",
                                             "60",
                                             "--addrepo=file://" + slot.local().string(),
                                             "--rebuild",
                                             shop.job.srpm.string()};
  CHECK(rebuild_arguments(shop.job, slot) == expected);
  CHECK(cleaning_arguments(shop.job, slot).back() == "--clean");
}

TEST_CASE("a successful build") {
  Workshop shop;
  const Slot slot = shop.slots.take(Reporter::silent());
  const RebuildResult run = shop.run(slot);
  INFO(run.ending.output, run.ending.build_log);
  REQUIRE(run.ok());
  CHECK(shop.nothing_is_left());
  CHECK(run.phases.back().name == "run");
  CHECK(std::ranges::any_of(run.phases,
                            [](const auto& p) { return p.name == "rpmbuild greet-1.0-1.src.rpm"; }));
  const fs::path to = shop.folder.path() / "taken";
  make_folders(to);
  const srpm::Srpm srpm{.name = "greet", .nevra = {"greet", {.version = "1.0", .release = "1"}, "src"}};
  CHECK(take_results(shop.job.results, to, srpm) == std::vector<std::string>{"greet-1.0-1.noarch.rpm"});
  for (const char* const name : {"build.log", "root.log", "state.log", "installed_pkgs.log", k_mock_output})
    CHECK(fs::exists(to / name));
  CHECK(installed_packages(read_file(to / "installed_pkgs.log")) ==
        std::vector<std::string>{"bash-5.2-1.x86_64"});
  const srpm::Srpm stranger{.name = "x", .nevra = {"other", {.version = "1.0", .release = "1"}, "src"}};
  CHECK(test::says(test::error_of(ExitCode::build, [&] { take_results(shop.job.results, to, stranger); }),
                   "the build made greet-1.0-1.noarch from greet-1.0-1.src.rpm instead of its source package "
                   "other-1.0-1.src.rpm"));
}

TEST_CASE("packages that the spec declares must be made, unless the spec differs in the root") {
  const auto artifact = [](const char* name) {
    Artifact made;
    made.package.nevra = {name, {.version = "1.0", .release = "1"}, "x86_64"};
    return made;
  };
  srpm::Srpm srpm;
  for (const auto& [name, arch] : {std::pair{"greet", "x86_64"},
                                   {"greet-devel", "x86_64"},
                                   {"greet-doc", "noarch"},
                                   {"greet-debuginfo", "x86_64"},
                                   {"greet-32bit", "i686"}})
    srpm.info.packages.push_back({.nevra = {name, {.version = "1.0", .release = "1"}, arch}});
  const auto compare = [&](const std::vector<const char*>& names) {
    std::vector<Artifact> made;
    for (const char* const name : names) made.push_back(artifact(name));
    return compare_with_promises(srpm, made, "x86_64");
  };
  const auto all = compare({"greet", "greet-devel", "greet-doc", "greet-debugsource"});
  CHECK(all.missing.empty());
  CHECK(all.unexpected.empty());
  CHECK_FALSE(all.is_failure());
  const auto less = compare({"greet", "greet-doc"});
  CHECK(less.missing == std::vector<std::string>{"greet-devel"});
  CHECK(less.is_failure());
  // Macros of the root may change versions; any other package is foreign.
  srpm.info.packages.push_back({.nevra = {"python3-greet", {.version = "1.0", .release = "1"}, "x86_64"}});
  const auto renamed = compare({"greet", "greet-devel", "greet-doc", "python3.11-greet"});
  CHECK(renamed.missing == std::vector<std::string>{"python3-greet"});
  CHECK(renamed.unexpected == std::vector<std::string>{"python3.11-greet"});
  CHECK_FALSE(renamed.is_failure());
  CHECK(renamed.unexplained.empty());
  const auto smuggled = compare({"greet", "greet-devel", "python3-greet", "bash"});
  CHECK(smuggled.missing == std::vector<std::string>{"greet-doc"});
  CHECK(smuggled.unexplained == std::vector<std::string>{"bash"});
}

TEST_CASE("packages that no parsing of the spec in the root can explain are refused") {
  const rpm::Evr evr{.version = "1.0", .release = "1"};
  srpm::Srpm srpm{.name = "greet", .nevra = {"greet", evr, "src"}};
  srpm.info.packages.push_back({.nevra = {"greet", evr, "x86_64"}});
  srpm.info.packages.push_back(
      {.nevra = {"greet-of-its-own-version", {.version = "7", .release = "1"}, "noarch"}});
  std::vector<Artifact> made;
  for (const rpm::Nevra& nevra :
       {rpm::Nevra{"greet", evr, "x86_64"}, rpm::Nevra{"greet-by-macro", evr, "x86_64"},
        rpm::Nevra{"bash", {.version = "5", .release = "1"}, "x86_64"},
        rpm::Nevra{"greet-of-its-own-version", {.version = "8", .release = "1"}, "noarch"}}) {
    made.emplace_back();
    made.back().package.nevra = nevra;
  }
  const auto unexplained = unexplained_packages(srpm, made, compare_with_promises(srpm, made, "x86_64"));
  CHECK(unexplained ==
        std::vector<rpm::Nevra>{made[1].package.nevra, made[2].package.nevra, made[3].package.nevra});
  CHECK(impossible_packages(unexplained, srpm, made) == std::vector<rpm::Nevra>{made[2].package.nevra});
  // If the spec cannot be parsed here, no version is known.
  srpm::Srpm unread = srpm;
  unread.info.packages.clear();
  CHECK(impossible_packages(unexplained, unread, made).empty());
  // A package with any contents may have a name like debug symbols.
  const TempDir folder(fs::temp_directory_path(), "symbols-");
  Artifact symbols{.path = test::build_package(folder.path(), {}).binary};
  symbols.package.nevra = {"bash-debuginfo", evr, "x86_64"};
  for (const srpm::Srpm& one : {srpm, unread}) {
    const auto found = unexplained_packages(one, {symbols}, compare_with_promises(one, {symbols}, "x86_64"));
    CHECK(found == std::vector<rpm::Nevra>{symbols.package.nevra});
    CHECK(impossible_packages(found, one, {symbols}) == found);
  }
}

TEST_CASE("failures are returned with the data for their classification") {
  struct Case {
    const char* told;
    FailureClass kind;
  };
  for (const auto& [told, kind] :
       {Case{"network", FailureClass::network}, Case{"keys", FailureClass::configuration},
        Case{"space", FailureClass::host}, Case{"lock", FailureClass::host},
        Case{"dependencies", FailureClass::dependencies}, Case{"unfinished", FailureClass::host}}) {
    CAPTURE(told);
    Workshop shop;
    const Variable fails("MOCK_STAND_IN_FAIL", told);
    const Slot slot = shop.slots.take(Reporter::silent());
    const RebuildResult run = shop.run(slot);
    CHECK_FALSE(run.ok());
    CHECK(classify(run.ending, config::ClientProfile::modern).kind == kind);
    CHECK(shop.nothing_is_left());
  }
}

TEST_CASE("a missing repository counts as a network failure") {
  Workshop shop;
  remove_tree(shop.folder.path() / "base");
  const Slot slot = shop.slots.take(Reporter::silent());
  const auto failure = classify(shop.run(slot).ending, config::ClientProfile::modern);
  CHECK(failure.kind == FailureClass::network);
  CHECK(failure.phase == "installing minimal buildroot with dnf");
}

TEST_CASE("a build that exceeds its time is ended, and its files are cleaned up") {
  Workshop shop;
  const std::string sleep = "3600." + std::to_string(::getpid());
  const Variable fails("MOCK_STAND_IN_FAIL", "hang");
  const Variable sleeps("MOCK_STAND_IN_SLEEP", sleep);
  shop.job.timeout = std::chrono::seconds(2);
  const Slot slot = shop.slots.take(Reporter::silent());
  const RebuildResult run = shop.run(slot);
  CHECK(run.ending.timed_out);
  CHECK(classify(run.ending, config::ClientProfile::modern).kind == FailureClass::timeout);
  CHECK(run.ending.failed_in.back().starts_with("rpmbuild"));
  CHECK(shop.nothing_is_left());
  CHECK(rpmworks::run({.argv = {"pgrep", "-f", "sleep " + sleep}}).out == "");
}

TEST_CASE("files of a killed run are cleaned up by the next run that uses its slot") {
  Workshop shop;
  const std::string extension = shop.slots.take(Reporter::silent()).extension();
  {
    const Slot slot = shop.slots.take(Reporter::silent());
    slot.will_need(cleaning_arguments(shop.job, slot));
    make_folders(shop.folder.path() / "roots" / (fs::path(shop.job.root).stem().string()));
  }
  fs::path root;
  const auto python = read_file(shop.job.root);
  const size_t at = python.find("config_opts['root'] = '") + 23;
  root = shop.folder.path() / "roots" / (python.substr(at, python.find('\'', at) - at) + "-" + extension);
  make_folders(root / "root");
  shop.slots.sweep(Reporter::silent());
  CHECK_FALSE(fs::exists(root));
}

TEST_CASE("mounts of a slot's roots are distinguished from others") {
  const std::string info =
      "22 1 0:21 / /proc rw - proc proc rw\n"
      "90 1 0:40 / /var/lib/mock/fedora-ab12-3/root/proc rw - proc proc rw\n"
      "91 1 0:41 / /var/lib/mock/fedora-ab12-33/root rw - tmpfs tmpfs rw\n";
  CHECK(mounts_of("ab12-3", info) == std::vector<std::string>{"/var/lib/mock/fedora-ab12-3/root/proc"});
  CHECK(mounts_of("ab12-4", info).empty());
}

TEST_CASE("the product's own packages become a repository that replaces the previous one") {
  const TempDir folder(fs::temp_directory_path(), "mock-local-");
  const auto one = test::build_package(folder.path(), {.name = "one"}).binary;
  const auto two = test::build_package(folder.path(), {.name = "two"}).binary;
  const fs::path local = folder.path() / "local";
  make_local_repository(local, {one});
  make_local_repository(local, {two});
  const auto listed = repodata::read(local);
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].href == "two-1.0-1.noarch.rpm");
}

TEST_CASE("if mock does not run, the error says why and what to do") {
  const TempDir folder(fs::temp_directory_path(), "mock-path-");
  const std::string path = std::getenv("PATH");
  const config::Target target{.name = "t"};
  {
    const Variable nothing("PATH", folder.path().string());
    const auto message = test::error_of(ExitCode::invalid, [&] { require_program(target); });
    CHECK(test::says(message, "the target 't' uses mock, which is not installed"));
    CHECK(test::says(message, "hint: install mock, or let rpmworks build by itself: engine: builtin"));
    CHECK_FALSE(is_preferred(target));
  }
  ::setenv("PATH", path.c_str(), 1);
  fs::create_symlink(RPMWORKS_MOCK_STAND_IN, folder.path() / "mock");
  const Variable basedir("MOCK_STAND_IN_BASEDIR", folder.path().string());
  ::setenv("PATH", (folder.path().string() + ":" + path).c_str(), 1);
  if (::geteuid() == 0) {
    const auto message = test::error_of(ExitCode::invalid, [&] { require_program(target); });
    CHECK(test::says(message,
                     "the target 't' uses mock, which does not run here: RuntimeError: mock will not run "
                     "from the root account"));
    CHECK(test::says(message, "hint: run rpmworks as an ordinary user of the group mock"));
    CHECK_FALSE(is_preferred(target));
    const Variable sudo("SUDO_UID", "1000");
    config::Target bootstrapped = target;
    bootstrapped.mock.bootstrap = true;
    CHECK(is_preferred(bootstrapped));
    bootstrapped.repos = {{"hostbase", {}}};
    CHECK_FALSE(is_preferred(bootstrapped));
  }
  const Variable root("MOCK_STAND_IN_ROOT", "yes");
  CHECK(require_program(target).version == "6.7");
  ::setenv("PATH", path.c_str(), 1);
}
