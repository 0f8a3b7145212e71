// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <cstring>

#include "core/error.hpp"
#include "engine/failure.hpp"
#include "engine/follower.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::mock {

namespace {

constexpr const char* k_mock_roots = "/var/lib/mock";  // mock's own default

std::vector<std::string> common_arguments(const Rebuild& job, const Slot& slot) {
  std::vector<std::string> argv = {job.program.string(),
                                   "-r",
                                   job.root,
                                   "--uniqueext",
                                   slot.extension(),
                                   "--config-opts=cache_topdir=" + slot.caches().string()};
  // Cleaning must use the same configuration folder as the build.
  for (const auto& option : job.options)
    if (option.starts_with("--configdir=")) argv.push_back(option);
  return argv;
}

std::string log_of(const fs::path& folder, const char* name) {
  const fs::path file = folder / name;
  return fs::is_regular_file(file) && !fs::is_symlink(file) ? engine::read_log_end(file) : "";
}

// Asked while mock runs: when it has ended, it has removed its root, and there is space again.
fs::path full_disk(const Rebuild& job, const Slot& slot) {
  for (const fs::path& folder : {fs::path(k_mock_roots), slot.folder(), job.results})
    if (engine::is_nearly_full(folder)) return folder;
  return {};
}

// Whether mock rejected its configuration or command line. In this case mock did not change a root, and
// cleaning would fail in the same way.
bool is_refusal(int exit_code) {
  return exit_code == 3 || exit_code == 5;
}

}  // namespace

std::vector<std::string> rebuild_arguments(const Rebuild& job, const Slot& slot) {
  auto argv = common_arguments(job, slot);
  for (const auto& option : job.options)
    if (!option.starts_with("--configdir=")) argv.push_back(option);
  argv.insert(argv.end(), {"--resultdir", job.results.string(), "--rpmbuild_timeout",
                           std::to_string(job.timeout.count())});
  if (job.has_local) argv.push_back("--addrepo=file://" + slot.local().string());
  argv.insert(argv.end(), {"--rebuild", job.srpm.string()});
  return argv;
}

std::vector<std::string> cleaning_arguments(const Rebuild& job, const Slot& slot) {
  auto argv = common_arguments(job, slot);
  argv.emplace_back("--clean");
  return argv;
}

RebuildResult run_rebuild(const Rebuild& job, const Slot& slot, Reporter& reporter) {
  slot.will_need(cleaning_arguments(job, slot));
  RebuildResult run;
  bool is_clean = false;
  try {
    engine::BuildFollower follower(job.results, reporter);
    Command command{.argv = rebuild_arguments(job, slot), .log = job.results / k_mock_output};
    command.cwd = "/";
    command.deadline = job.timeout;
    command.interrupt_first = true;
    command.on_beat = [&] {
      follower.read_on();
      if (run.ending.full_disk.empty()) run.ending.full_disk = full_disk(job, slot);
    };
    reporter.detail(shown(command));
    const ProcessResult ended = sandbox::run_watched(command);
    run.ending.exit_code = ended.exit_code;
    run.ending.timed_out = ended.timed_out;
    run.ending.finished = follower.state().finished();
    run.ending.failed_in = follower.state().failed_in();
    run.phases = follower.phases();
    is_clean = run.ok() || is_refusal(ended.exit_code);
  } catch (const Error&) {
    slot.clean(reporter);
    throw;
  }
  if (is_clean)
    slot.is_clean();
  else
    slot.clean(reporter);
  run.ending.root_log = log_of(job.results, "root.log");
  run.ending.build_log = log_of(job.results, "build.log");
  run.ending.output = log_of(job.results, k_mock_output);
  return run;
}

void give_to_mock_user(const fs::path& folder) {
  const char* const text = std::getenv("SUDO_UID");
  if (::geteuid() != 0 || !text) return;
  uid_t uid = 0;
  const char* const end = text + std::strlen(text);
  const auto [stop, failure] = std::from_chars(text, end, uid);
  if (failure != std::errc{} || stop != end || uid == 0) return;
  if (::chown(folder.c_str(), uid, static_cast<gid_t>(-1)) != 0) throw system_error("chown", folder.string());
}

}  // namespace rpmworks::mock
