// SPDX-License-Identifier: GPL-3.0-or-later
#include "apt.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"

namespace rpmworks::hostbase {

namespace {

const fs::path k_lists = "/var/lib/apt/lists";
const fs::path k_archive = "/var/cache/apt/archives";

bool is_it(const fs::path& file, const DebPackage& package) {
  std::error_code failure;
  return fs::is_regular_file(file, failure) && digest_of_file(file) == package.sha256;
}

void download(const std::vector<const DebPackage*>& wanted, const fs::path& folder, Reporter& reporter) {
  Activity downloading(reporter, "downloading", fmt::format("{} Debian packages", wanted.size()));
  Command command{
      .argv = {"apt-get", "download", "--quiet=2", "-o", "APT::Sandbox::User=root", "-o", "Dpkg::Use-Pty=0"},
      .cwd = folder};
  for (const DebPackage* package : wanted)
    command.argv.push_back(fmt::format("{}:{}={}", package->name, package->architecture, package->version));
  const ProcessResult result = run(command);
  if (!result.ok())
    throw Error(ExitCode::upstream, "apt-get could not download the packages")
        .notes(last_lines(result.err, 6))
        .hint("check the network, run apt-get update, and run this again: finished downloads are kept");
}

}  // namespace

std::string debian_architecture() {
  const auto result = run_checked({.argv = {"dpkg", "--print-architecture"}}, "asking for the architecture");
  return std::string(trim(result.out));
}

std::string fingerprint_of_apt() {
  std::vector<fs::path> files = {"/etc/apt/preferences", "/etc/apt/apt.conf"};
  for (const fs::path& folder :
       {k_lists, fs::path("/etc/apt/preferences.d"), fs::path("/etc/apt/apt.conf.d")}) {
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(folder, failure)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Digest digest;
  for (const auto& file : files) {
    std::error_code failure;
    const auto status = fs::status(file, failure);
    // apt's lock and unfinished downloads do not affect the available packages.
    if (failure || !fs::is_regular_file(status) || file.filename() == "lock") continue;
    digest.field(file.string());
    digest.field(std::to_string(fs::file_size(file, failure)));
    digest.field(std::to_string(fs::last_write_time(file, failure).time_since_epoch().count()));
  }
  return digest.hex();
}

std::string available_packages(const fs::path& tmp) {
  const fs::path file = tmp / "available";
  const auto result = run({.argv = {"apt-cache", "dumpavail"}, .log = file});
  std::string text = read_file(file);
  if (!result.ok())
    throw Error(ExitCode::failed, "apt-cache could not list the packages").notes(last_lines(text, 4));
  fs::remove(file);
  return text;
}

std::map<std::string, fs::path> fetch_debs(const std::vector<DebPackage>& packages, const fs::path& folder,
                                           Reporter& reporter) {
  make_folders(folder);
  std::map<std::string, fs::path> files;
  std::vector<const DebPackage*> wanted;
  for (const auto& package : packages) {
    if (package.sha256.empty())
      throw Error(ExitCode::upstream,
                  fmt::format("no list of apt contains {} {}", package.name, package.version))
          .hint("it is installed, but no longer available: run apt-get update and apt-get upgrade");
    const fs::path file = folder / package.file_name();
    files[package.name] = file;
    if (is_it(file, package)) continue;
    if (const fs::path archived = k_archive / package.file_name(); is_it(archived, package)) {
      const fs::path aside = folder / (package.file_name() + ".part");
      fs::remove(aside);
      copy_file_contents(archived, aside);
      fs::rename(aside, file);
      continue;
    }
    wanted.push_back(&package);
  }
  if (!wanted.empty()) download(wanted, folder, reporter);
  for (const DebPackage* package : wanted) {
    if (is_it(files[package->name], *package)) continue;
    throw Error(ExitCode::trust, fmt::format("{} does not match apt's lists", files[package->name].string()))
        .hint("remove it, run apt-get update, and run this again");
  }
  return files;
}

}  // namespace rpmworks::hostbase
