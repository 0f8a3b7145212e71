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

/// The building user's home folder in every chroot, as mock has it: paths that end up in packages are those
/// people know.
inline constexpr const char* k_builder_home = "/builddir";

/// One run of rpmbuild in a chroot.
struct RpmbuildRun {
  fs::path srpm;
  std::vector<fs::path> layers;  ///< the root, topmost layer first
  sandbox::Layering layering = sandbox::Layering::kernel;
  uint64_t memory_bytes = 0;  ///< that the root's upper layer may take in memory; 0: it is on disk
  fs::path scratch;           ///< for what the build writes; what was built is found in it afterwards
  fs::path log;               ///< build.log
  std::string arch;
  std::map<std::string, std::string> macros;  ///< the target's
  int64_t source_date_epoch = 0;
  unsigned cpus = 1;        ///< for %{_smp_mflags}
  unsigned processors = 0;  ///< that it may run on; 0: all
  unsigned umask = 022;
  Ceilings ceilings;
  bool network = false;
  bool check = true;  ///< %check is run
  std::optional<CompilerCacheUse> compiler_cache;
  std::function<void()> on_beat;  ///< called now and then while it runs: for what it writes into its log
};

/// How it ended.
struct RpmbuildEnd {
  ProcessResult process;
  std::optional<LimitMet> limit;  ///< that it was ended for; that of time is process.timed_out
  std::string outgrew_memory;     ///< why its root cannot be in memory, whatever else it came to
};

/// The macros of a build, as the file ~/.rpmmacros says them: the target's own, and those that make packages
/// depend on nothing but their inputs.
std::string macros_file(const RpmbuildRun& run);

/// Runs `rpmbuild --rebuild` as the building user. Its failure is data.
RpmbuildEnd rpmbuild(const RpmbuildRun& run);

/// What the spec of the source package declares when it is parsed in the root of the build, before anything
/// was built there. `scratch` is a fresh folder. Throws Error(build) when it does not parse there.
engine::Declared declared_in_root(const RpmbuildRun& run, const fs::path& scratch);

/// The packages that it made, copied into `folder`; their names, sorted.
std::vector<std::string> collect_packages(const RpmbuildRun& run, const fs::path& folder);

/// The requirements that %generate_buildrequires asked for, when rpmbuild ended to have them installed.
std::vector<std::string> generated_requirements(const RpmbuildRun& run);

}  // namespace rpmworks::buildroot
