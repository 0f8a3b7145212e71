// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/install.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildroot/install_failure.hpp"
#include "buildroot/rpmbuild.hpp"
#include "core/described.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/failure.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::buildroot {

namespace {

using sandbox::Sandbox;
using sandbox::User;

// In /dev, which is a file system of the sandbox, so that the folder leaves no trace in the root.
constexpr const char* k_packages_inside = "/dev/packages";

Sandbox root_box() {
  Sandbox box;
  box.user = User::root;
  // Debian's rpm keeps its database in the home folder. rpmbuild runs as another user and must see the same
  // database, so root uses the builder's home while it installs.
  box.env = {{"HOME", k_builder_home}};
  return box;
}

// Puts all packages into one folder, which takes one bind. They are named by their digests: names in metadata
// are not trusted, and rpm's messages use the names in the headers.
std::vector<std::string> collect(const std::vector<PackageFile>& files, const fs::path& folder) {
  make_folders(folder);
  std::vector<std::string> inside;
  for (const auto& [package, file] : files) {
    const std::string name = package->sha256 + ".rpm";
    if (!fs::exists(folder / name)) link_or_copy(file, folder / name);
    inside.push_back((fs::path(k_packages_inside) / name).string());
  }
  return inside;
}

void run_logged(const Sandbox& box, std::vector<std::string> argv, const fs::path& log,
                const std::string& doing) {
  Command command{.argv = std::move(argv)};
  command.log = log;
  const ProcessResult result = sandbox::run(box, command);
  if (result.ok()) return;
  const std::string text = engine::read_log_end(log);
  const InstallFailure failure = diagnose_installation(text);
  if (failure.no_space || (failure.says_full && engine::is_nearly_full(log.parent_path())))
    throw full_disk_error(doing, log.parent_path().parent_path(), "--cache").notes(last_lines(text, 3));
  throw Error(ExitCode::build, fmt::format("{} failed: {}", doing, failure.cause))
      .notes(last_lines(text, 12))
      .hint(failure.hint);
}

// Uses the host's rpm only to unpack, into a new root, with a database that is discarded. No scriptlet runs;
// paths and owners from the packages can reach only the root.
void unpack(const fs::path& root, const fs::path& packages, const std::vector<std::string>& names,
            const fs::path& scratch, const fs::path& log) {
  Sandbox box;
  make_folders(scratch);
  box.folder_as_root = scratch;
  box.binds.push_back({"/usr", "/usr", false});
  for (const char* const name : {"/bin", "/sbin", "/lib", "/lib64"})
    if (fs::exists(name)) box.binds.push_back({name, name, false});
  box.binds.push_back({packages, k_packages_inside, false});
  box.binds.push_back({root, "/target", true});
  box.user = User::root;
  std::vector<std::string> argv = {
      "rpm",         "--root",       "/target",       "--dbpath",   "/.unpacked",   "--install", "--nodeps",
      "--noscripts", "--notriggers", "--nosignature", "--nodigest", "--ignorearch", "--ignoreos"};
  argv.insert(argv.end(), names.begin(), names.end());
  run_logged(box, std::move(argv), log, "unpacking the packages that the target's rpm needs");
  sandbox::remove_build_tree(root / ".unpacked");
}

std::vector<std::string> rpm_install(const std::vector<std::string>& names) {
  // The packages are verified already. /proc and /dev belong to the sandbox and must not be touched, although
  // a package may own them.
  std::vector<std::string> argv = {"rpm",          "--upgrade", "--nosignature",
                                   "--nodigest",   "--define",  "_netsharedpath /proc:/dev:/sys",
                                   "--oldpackage", "--verbose"};
  argv.insert(argv.end(), names.begin(), names.end());
  return argv;
}

void list_installed(const Sandbox& box, const fs::path& file) {
  // The format of mock's plugin package_state, which other tools read.
  const ProcessResult result = sandbox::run(
      box, {.argv = {"rpm", "-qa", "--qf", "%{nevra} %{buildtime} %{size} %{pkgid} installed\\n"}});
  if (!result.ok())
    throw Error(ExitCode::build, "the target's rpm cannot list the installed packages")
        .notes(last_lines(result.err, 4));
  std::vector<std::string> lines = split(trim(result.out), '\n');
  std::sort(lines.begin(), lines.end());
  write_new_file(file, join(lines, "\n") + "\n");
}

// Makes the users and folders that builds rely on. A shell in the root does it, because only programs of the
// root may follow its paths.
std::string preparation() {
  return fmt::format(
      "set -e\n"
      "grep -q '^mockbuild:' /etc/group || echo 'mockbuild:x:{0}:' >>/etc/group\n"
      "grep -q '^mockbuild:' /etc/passwd ||\n"
      "  echo 'mockbuild:x:{0}:{0}:builder:/builddir:/bin/sh' >>/etc/passwd\n"
      "mkdir -p /builddir/build\n"
      "for folder in BUILD BUILDROOT RPMS SOURCES SPECS SRPMS originals; do mkdir -p "
      "/builddir/build/$folder; done\n"
      "chown -R {0}:{0} /builddir\n"
      "mkdir -p /tmp /var/tmp\n"
      "chmod 1777 /tmp /var/tmp\n"
      // The sandbox's host name must resolve, because test suites listen on it.
      "grep -qw '{1}' /etc/hosts 2>/dev/null || echo '127.0.0.1 localhost {1}' >>/etc/hosts\n"
      "[ -e /etc/hostname ] || echo '{1}' >/etc/hostname\n",
      sandbox::k_builder_uid, Sandbox{}.hostname);
}

void remove_helpers(const fs::path& entry) {
  for (const char* const name : {"packages", "scratch", "work"}) sandbox::remove_build_tree(entry / name);
}

}  // namespace

void make_base(const fs::path& entry, const std::vector<PackageFile>& bootstrap,
               const std::vector<PackageFile>& base) {
  const fs::path root = entry / "root";
  const fs::path log = entry / "root.log";
  make_folders(root);
  const auto all = collect(base, entry / "packages");
  unpack(root, entry / "packages", collect(bootstrap, entry / "packages"), entry / "scratch", log);

  Sandbox box = root_box();
  box.folder_as_root = root;
  Sandbox installing = box;
  installing.binds.push_back({entry / "packages", k_packages_inside, false});
  run_logged(installing, {"rpm", "--initdb"}, log, "making the target's rpm database");
  run_logged(installing, rpm_install(all), log, "installing the base root");
  run_logged(box, {"/bin/sh", "-c", preparation()}, log, "preparing the base root");
  list_installed(box, entry / "installed_pkgs.log");
  remove_helpers(entry);
}

void make_layer(const fs::path& entry, const fs::path& base_entry, const std::vector<PackageFile>& extra,
                sandbox::Layering layering) {
  Sandbox box = root_box();
  for (const char* const name : {"upper", "work"}) make_folders(entry / name);
  box.overlay = sandbox::Overlay{{base_entry / "root"}, entry / "upper", entry / "work", layering};
  Sandbox installing = box;
  const auto names = collect(extra, entry / "packages");
  installing.binds.push_back({entry / "packages", k_packages_inside, false});
  run_logged(installing, rpm_install(names), entry / "root.log", "installing BuildRequires");
  list_installed(box, entry / "installed_pkgs.log");
  remove_helpers(entry);
}

}  // namespace rpmworks::buildroot
