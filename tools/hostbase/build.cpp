// SPDX-License-Identifier: GPL-3.0-or-later
#include "build.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"

namespace rpmworks::hostbase {

namespace {

std::vector<std::string> settings(const Recipe& recipe, const fs::path& work) {
  return {"_topdir " + work.string(), "_tmppath " + work.string(), "_rpmdir " + (work / "rpms").string(),
          "_rpmfilename " + recipe.nevra.file_name(),
          // As quick as no compression at all, and a third of its size (measured).
          "_binary_payload w1.zstdio", "_binary_filedigest_algorithm 8",
          "use_source_date_epoch_as_buildtime 1", "clamp_mtime_to_source_date_epoch 1",
          "source_date_epoch_from_changelog 0", "_buildhost hostbase", "debug_package %{nil}",
          "_build_id_links none", "_binaries_in_noarch_packages_terminate_build 0",
          "_unpackaged_files_terminate_build 0", "__check_files %{nil}", "__os_install_post %{nil}",
          "_use_internal_dependency_generator 1"};
}

void make_missing_links(const Recipe& recipe, const fs::path& buildroot) {
  for (const auto& entry : recipe.files) {
    if (entry.kind != Entry::Kind::link) continue;
    const fs::path link = buildroot.string() + entry.path;
    if (fs::is_symlink(fs::symlink_status(link))) continue;
    make_folders(link.parent_path());
    fs::create_symlink(entry.target, link);
  }
}

}  // namespace

fs::path build_package(const Recipe& recipe, const fs::path& buildroot, const fs::path& work) {
  make_folders(work);
  make_missing_links(recipe, buildroot);
  const fs::path spec = work / (recipe.nevra.name + ".spec");
  write_file_atomically(spec, spec_text(recipe));
  // A macro's text would be expanded in paths; ours hold no percent sign, and a user's folder may.
  Command command{
      .argv = {"rpmbuild", "-bb", "--quiet", "--noclean", "--nodebuginfo", "--buildroot", buildroot.string()},
      .env = {{{"PATH", "/usr/bin:/bin:/usr/sbin:/sbin"},
               {"HOME", work.string()},
               {"LC_ALL", "C.UTF-8"},
               {"TZ", "UTC"},
               {"SOURCE_DATE_EPOCH", std::to_string(recipe.epoch)}}},
      .cwd = work};
  for (const auto& setting : settings(recipe, work)) {
    command.argv.push_back("--define");
    command.argv.push_back(setting);
  }
  command.argv.push_back(spec.string());
  run_checked(command, "packaging " + recipe.nevra.str());
  return work / "rpms" / recipe.nevra.file_name();
}

}  // namespace rpmworks::hostbase
