// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/rpmbuild.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "buildroot/beneath.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/failure.hpp"
#include "rpm/package.hpp"

namespace rpmworks::buildroot {

namespace {

constexpr const char* k_topdir = "/builddir/build";
constexpr unsigned k_beats_between_looks = 5;    // checks of the limits are slower than a beat
constexpr std::chrono::milliseconds k_beat{50};  // the %build of a small package takes no longer

// Packages are always written to disk, outside of the root. Only this user can reach the folders: they are in
// the cache.
constexpr const char* k_made[] = {"RPMS", "SRPMS"};

sandbox::Overlay overlay_of(const RpmbuildRun& run) {
  const fs::path layers = run.scratch / "layers";
  make_folders(layers);
  for (const char* const name : {"upper", "work"})
    if (run.memory_bytes == 0) make_folders(layers / name);
  return {.lower = run.layers,
          .upper = layers / "upper",
          .work = layers / "work",
          .layering = run.layering,
          .memory_bytes = run.memory_bytes};
}

// In a macro file, every line of a macro body but the last ends in a backslash.
std::string body(const std::string& value) {
  std::string text;
  for (const char c : value) text += c == '\n' ? std::string("\\\n") : std::string(1, c);
  return text;
}

}  // namespace

std::string macros_file(const RpmbuildRun& run) {
  std::map<std::string, std::string> macros = {
      {"_topdir", k_topdir},
      {"_buildhost", "rpmworks"},
      {"use_source_date_epoch_as_buildtime", "1"},
      {"clamp_mtime_to_source_date_epoch", "1"},
      // The same setting for rpm 4.15 and later, and for older versions.
      {"_smp_build_ncpus", std::to_string(run.cpus)},
      {"_smp_mflags", fmt::format("-j{}", run.cpus)},
  };
  for (const auto& [name, value] : run.macros) macros[name] = value;
  std::string text;
  for (const auto& [name, value] : macros) text += fmt::format("%{} {}\n", name, body(value));
  return text;
}

namespace {

std::string srpm_inside(const RpmbuildRun& run) {
  return fmt::format("{}/originals/{}", k_topdir, run.srpm.filename().string());
}

// The root with the source package in it, for the building user.
sandbox::Sandbox box_of(const RpmbuildRun& run) {
  write_new_file(run.scratch / "rpmmacros", macros_file(run));
  sandbox::Sandbox box;
  box.overlay = overlay_of(run);
  box.binds = {{run.srpm, srpm_inside(run), false},
               {run.scratch / "rpmmacros", "/builddir/.rpmmacros", false}};
  const std::string cpus = std::to_string(run.cpus);
  box.env = {{"HOME", k_builder_home},  {"USER", "mockbuild"},
             {"LOGNAME", "mockbuild"},  {"SHELL", "/bin/sh"},
             {"TERM", "vt100"},         {"LANG", "C.UTF-8"},
             {"RPM_BUILD_NCPUS", cpus}, {"SOURCE_DATE_EPOCH", std::to_string(run.source_date_epoch)}};
  return box;
}

// Prints the packages of a spec, one per line: NAME EPOCH VERSION RELEASE ARCH. rpm 4.8 has no rpmspec.
constexpr const char* k_print_packages =
    "rpm -i \"$1\" >&2 || exit 1\n"
    "form='package %{NAME} %|EPOCH?{%{EPOCH}}:{0}| %{VERSION} %{RELEASE} %{ARCH}\\n'\n"
    "for spec in /builddir/build/SPECS/*.spec; do\n"
    "  if command -v rpmspec >/dev/null; then rpmspec -q --target \"$2\" --qf \"$form\" \"$spec\"\n"
    "  else rpm -q --target \"$2\" --qf \"$form\" --specfile \"$spec\"; fi || exit 1\n"
    "  ! grep -q specpartsdir \"$spec\" || echo specparts\n"
    "done\n";
constexpr std::chrono::seconds k_parsing_time{120};
constexpr uint64_t k_parsing_memory = uint64_t{2} << 30;

}  // namespace

engine::Declared declared_in_root(const RpmbuildRun& run, const fs::path& scratch) {
  RpmbuildRun parsing = run;
  parsing.scratch = scratch;
  parsing.memory_bytes = 0;
  sandbox::Sandbox box = box_of(parsing);
  box.limits.tasks = run.limits.processes;
  box.limits.memory_bytes = k_parsing_memory;
  Command command{.argv = {"/bin/sh", "-c", k_print_packages, "sh", srpm_inside(run), run.arch}};
  command.cwd = k_builder_home;
  command.log = scratch / "declared.log";
  command.deadline = k_parsing_time;
  const ProcessResult ended = sandbox::run(box, command);
  const std::string text = engine::read_log_end(command.log);
  if (!ended.ok())
    throw Error(ExitCode::build, "the spec no longer parses in the build root").notes(last_lines(text, 4));
  engine::Declared declared;
  for (const std::string& line : split(text, '\n')) {
    const std::vector<std::string> words = split(line, ' ');
    if (line == "specparts") declared.adds_packages = true;
    if (words.size() != 6 || words[0] != "package") continue;
    declared.packages.push_back(
        {words[1], {.epoch = words[2], .version = words[3], .release = words[4]}, words[5]});
  }
  return declared;
}

RpmbuildEnd rpmbuild(const RpmbuildRun& run) {
  sandbox::Sandbox box = box_of(run);
  for (const char* const name : k_made) {
    make_folders(run.scratch / name);
    fs::permissions(run.scratch / name, fs::perms::all);
    box.binds.push_back({run.scratch / name, fs::path(k_topdir) / name, true});
  }
  box.umask = run.umask;
  box.network = run.network;
  box.processors = run.processors;
  if (run.compiler_cache) add_compiler_cache(*run.compiler_cache, run.scratch, box);
  Command command{.argv = {"rpmbuild", "--rebuild", "--target", run.arch}};
  if (!run.check) command.argv.emplace_back("--nocheck");
  command.argv.push_back(srpm_inside(run));
  command.cwd = k_builder_home;
  command.log = run.log;
  command.deadline = run.limits.time;
  // Between two checks a build cannot exceed its limit by much: the kernel stops it at twice as many
  // processes.
  box.limits.tasks = 2 * run.limits.processes;
  box.limits.shm_bytes = run.limits.memory / 2;
  Written written{.scratch = run.scratch, .log = run.log};
  if (run.memory_bytes) written.in_memory = box.overlay->upper.parent_path();
  if (run.compiler_cache) {
    written.shared = run.compiler_cache->folder;
    written.shared_most = compiler_cache_most(run.compiler_cache->limit);
  }
  LimitWatch watch(run.limits, written);
  command.on_start = [&watch](int process) { watch.started(process); };
  command.on_beat = [&, beats = 0U]() mutable {
    if (std::string why = watch.full_memory(); !why.empty()) throw MemoryOutgrown{std::move(why)};
    if (beats++ % k_beats_between_looks == 0) watch.look();  // slower than the rest
    if (run.on_beat) run.on_beat();
  };
  command.beat = k_beat;
  RpmbuildEnd end{.process = {.exit_code = 128 + SIGKILL, .signal = SIGKILL}};
  try {
    end.process = sandbox::run(box, command);
    end.outgrew_memory = watch.full_memory();
    if (end.outgrew_memory.empty() && !end.process.ok()) end.outgrew_memory = watch.ended_for_memory();
  } catch (const LimitMet& met) {
    end.limit = met;
    watch.wait_until_gone();
  } catch (const MemoryOutgrown& outgrown) {
    end.outgrew_memory = outgrown.why;
    watch.wait_until_gone();
  }
  if (run.umask & 055)
    for (const char* const name : k_made) sandbox::open_tree(run.scratch / name);
  return end;
}

std::vector<std::string> collect_packages(const RpmbuildRun& run, const fs::path& folder) {
  std::vector<std::string> names;
  // By default rpm puts packages into a folder for each architecture (%_rpmfilename), also for one that
  // BuildArch of the spec names in addition to the target's.
  std::vector<std::string> arches = folders_beneath(run.scratch, "RPMS");
  arches.emplace_back();
  for (const auto& arch : arches) {
    const fs::path from = fs::path("RPMS") / arch;
    for (const auto& name : files_beneath(run.scratch, from)) {
      if (!name.ends_with(".rpm")) continue;
      if (fs::exists(folder / name))
        throw Error(ExitCode::build, fmt::format("two packages were built under the name {}", name));
      copy_from_beneath(run.scratch, from / name, folder / name);
      names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> generated_requirements(const RpmbuildRun& run) {
  std::vector<std::string> requirements;
  const fs::path from = "SRPMS";
  for (const auto& name : files_beneath(run.scratch, from)) {
    if (!name.ends_with(".buildreqs.nosrc.rpm")) continue;
    copy_from_beneath(run.scratch, from / name, run.scratch / name);
    for (const auto& requirement : rpm::read_package(run.scratch / name).requires_)
      if (!requirement.starts_with("rpmlib(")) requirements.push_back(requirement);
  }
  return requirements;
}

}  // namespace rpmworks::buildroot
