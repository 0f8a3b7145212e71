// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "buildroot/compiler_cache.hpp"
#include "buildroot/limit_watch.hpp"
#include "core/files.hpp"
#include "engine/made_package.hpp"
#include "process/process.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::buildroot {

/// The home folder of the building user in every root, as in mock: paths that end up in packages are
/// familiar.
inline constexpr const char* k_builder_home = "/builddir";

/// One run of rpmbuild in a build root.
struct RpmbuildRun {
  fs::path srpm;
  std::vector<fs::path> layers;  ///< the root, topmost layer first
  sandbox::Layering layering = sandbox::Layering::kernel;
  uint64_t memory_bytes = 0;  ///< limit of the root's upper layer in memory; 0: it is on disk
  fs::path scratch;           ///< for everything that the build writes, its packages included
  fs::path log;               ///< build.log
  std::string arch;
  std::map<std::string, std::string> macros;  ///< the target's
  int64_t source_date_epoch = 0;
  unsigned cpus = 1;        ///< for %{_smp_mflags}
  unsigned processors = 0;  ///< how many it may run on; 0: all
  unsigned umask = 022;
  BuildLimits limits;
  bool network = false;
  bool check = true;  ///< %check is run
  std::optional<CompilerCacheUse> compiler_cache;
  std::function<void()> on_beat;  ///< called repeatedly while it runs, to follow its log
};

/// How a run of rpmbuild ended.
struct RpmbuildEnd {
  ProcessResult process;
  std::optional<LimitMet>
      limit;                   ///< the limit it was ended for; for the time limit, process.timed_out is set
  std::string outgrew_memory;  ///< why its root cannot be in memory; the result does not count then
};

/// The text of ~/.rpmmacros for a build: the target's macros, and macros that make packages depend only on
/// their inputs.
std::string macros_file(const RpmbuildRun& run);

/// Runs `rpmbuild --rebuild` as the building user. A failure is returned, not thrown.
RpmbuildEnd rpmbuild(const RpmbuildRun& run);

/// What the spec declares when it is parsed in the build root, before anything is built there. `scratch` is
/// an empty folder. Throws Error(build) if the spec does not parse there.
engine::Declared declared_in_root(const RpmbuildRun& run, const fs::path& scratch);

/// Copies the packages that a run made into `folder`. Returns their file names, sorted.
std::vector<std::string> collect_packages(const RpmbuildRun& run, const fs::path& folder);

/// The requirements that %generate_buildrequires asked for, after rpmbuild stopped to have them installed.
std::vector<std::string> generated_requirements(const RpmbuildRun& run);

}  // namespace rpmworks::buildroot
