// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/limit_watch.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "buildroot/admission.hpp"

using namespace rpmworks;
using namespace rpmworks::buildroot;

namespace {

constexpr uint64_t k_much = uint64_t{1} << 50;

/// What a look at this process finds: "key: what".
std::string met(const BuildLimits& limits, const fs::path& scratch, const fs::path& log = {}) {
  LimitWatch watch(limits, {.scratch = scratch, .log = log});
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

TEST_CASE("a build is compared with its limits") {
  const TempDir folder(fs::temp_directory_path(), "limits-");
  BuildLimits limits{.memory = k_much, .processes = 1000, .disk = k_much};
  CHECK(met(limits, folder.path()).empty());
  limits.memory = 4096;
  CHECK(met(limits, folder.path()) == "memory: more than 4.0 KiB of memory");
  limits.memory = k_much;
  limits.processes = 0;
  CHECK(met(limits, folder.path()) == "processes: more than 0 processes");
}

TEST_CASE("the log counts as disk usage of a build") {
  const TempDir folder(fs::temp_directory_path(), "limits-");
  const TempDir elsewhere(fs::temp_directory_path(), "limits-log-");
  const fs::path log = elsewhere.path() / "build.log";
  const BuildLimits limits{.memory = k_much, .processes = 1000, .disk = 2048};
  CHECK(met(limits, folder.path(), log).empty());  // it is not there yet
  write_new_file(log, std::string(2048, 'y'));
  CHECK(met(limits, folder.path(), log).empty());
  fs::resize_file(log, 2049);
  CHECK(met(limits, folder.path(), log) == "disk: more than 2.0 KiB of disk space for its log");
}

TEST_CASE("files that existed before a build do not count") {
  const TempDir folder(fs::temp_directory_path(), "limits-");
  write_new_file(folder.path() / "copied", std::string(1 << 20, 'x'));
  LimitWatch watch({.memory = k_much, .processes = 1000, .disk = 1 << 19}, {.scratch = folder.path()});
  watch.started(::getpid());
  CHECK_NOTHROW(watch.look());
  // Other processes may free space on the same disk meanwhile.
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

TEST_CASE("the default limits come from the machine") {
  const BuildLimits limits = limits_of({}, fs::temp_directory_path());
  CHECK(limits.processes == 4096);
  CHECK(limits.time == std::chrono::hours(6));
  CHECK(limits.memory > uint64_t{64} << 20);
  CHECK(limits.disk > 0);
  const BuildLimits said =
      limits_of({.memory = 1, .processes = 2, .time = std::chrono::seconds(3), .disk = 4}, "/");
  CHECK(said.memory == 1);
  CHECK(said.processes == 2);
  CHECK(said.time == std::chrono::seconds(3));
  CHECK(said.disk == 4);
}
