// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/limit_watch.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "buildroot/admission.hpp"

using namespace rpmworks;
using namespace rpmworks::buildroot;

namespace {

constexpr uint64_t k_much = uint64_t{1} << 50;

/// What a look at this very process finds: "key: what".
std::string met(const Ceilings& ceilings, const fs::path& scratch, const fs::path& log = {}) {
  LimitWatch watch(ceilings, {.scratch = scratch, .log = log});
  watch.look();  // nothing has been started
  watch.started(::getpid());
  try {
    watch.look();
    return "";
  } catch (const LimitMet& limit) {
    return limit.key + ": " + limit.what;
  }
}

}  // namespace

TEST_CASE("a build is measured against what it may take") {
  const TempDir folder(fs::temp_directory_path(), "limits-");
  Ceilings ceilings{.memory = k_much, .processes = 1000, .disk = k_much};
  CHECK(met(ceilings, folder.path()).empty());
  ceilings.memory = 4096;
  CHECK(met(ceilings, folder.path()) == "memory: more than 4.0 KiB of memory");
  ceilings.memory = k_much;
  ceilings.processes = 0;
  CHECK(met(ceilings, folder.path()) == "processes: more than 0 processes");
}

TEST_CASE("what a build prints counts as what it writes") {
  const TempDir folder(fs::temp_directory_path(), "limits-");
  const TempDir elsewhere(fs::temp_directory_path(), "limits-log-");
  const fs::path log = elsewhere.path() / "build.log";
  const Ceilings ceilings{.memory = k_much, .processes = 1000, .disk = 2048};
  CHECK(met(ceilings, folder.path(), log).empty());  // it is not there yet
  write_new_file(log, std::string(2048, 'y'));
  CHECK(met(ceilings, folder.path(), log).empty());
  fs::resize_file(log, 2049);
  CHECK(met(ceilings, folder.path(), log) == "disk: more than 2.0 KiB of disk for its log");
}

TEST_CASE("what was there before a build is not its own") {
  const TempDir folder(fs::temp_directory_path(), "limits-");
  write_new_file(folder.path() / "copied", std::string(1 << 20, 'x'));
  LimitWatch watch({.memory = k_much, .processes = 1000, .disk = 1 << 19}, {.scratch = folder.path()});
  watch.started(::getpid());
  CHECK_NOTHROW(watch.look());
  // Others may give back room on the same disk meanwhile.
  std::string met;
  for (int i = 0; i < 50 && met.empty(); ++i) try {
      write_new_file(folder.path() / std::to_string(i), std::string(1 << 20, 'x'));
      sync_tree(folder.path());
      watch.look();
    } catch (const LimitMet& limit) {
      met = limit.what;
    }
  CHECK(met == "more than 512.0 KiB of disk");
  CHECK(watch.full_memory() == "");
  CHECK(watch.ended_for_memory() == "");
}

TEST_CASE("limits that nobody has set are those of the machine") {
  const Ceilings ceilings = ceilings_of({}, fs::temp_directory_path());
  CHECK(ceilings.processes == 4096);
  CHECK(ceilings.time == std::chrono::hours(6));
  CHECK(ceilings.memory > uint64_t{64} << 20);
  CHECK(ceilings.disk > 0);
  const Ceilings said =
      ceilings_of({.memory = 1, .processes = 2, .time = std::chrono::seconds(3), .disk = 4}, "/");
  CHECK(said.memory == 1);
  CHECK(said.processes == 2);
  CHECK(said.time == std::chrono::seconds(3));
  CHECK(said.disk == 4);
}
