// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/rpm_fixture.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"

namespace rpmworks::test {

namespace {

std::string spec_of(const TestPackage& package) {
  std::string spec =
      fmt::format("Name: {}\nVersion: {}\nRelease: {}\nSummary: {}\nLicense: {}\n", package.name,
                  package.version, package.release, package.summary, package.license);
  if (!package.epoch.empty()) spec += fmt::format("Epoch: {}\n", package.epoch);
  if (package.arch == "noarch") spec += "BuildArch: noarch\n";
  for (const auto& entry : package.requires_) spec += fmt::format("Requires: {}\n", entry);
  for (const auto& entry : package.provides) spec += fmt::format("Provides: {}\n", entry);
  auto files = package.files;
  if (files.empty()) files[fmt::format("/usr/share/{}/hello", package.name)] = "hello\n";
  std::string install;
  std::string listing;
  for (const auto& [path, content] : files) {
    install += fmt::format(
        "mkdir -p \"$(dirname \"%{{buildroot}}{0}\")\"\ncat >\"%{{buildroot}}{0}\" "
        "<<'EOF-OF-FILE'\n{1}\nEOF-OF-FILE\n",
        path, content);
    listing += path + "\n";
  }
  return fmt::format("{}\n%description\nMade by a test.\n\n%install\n{}\n%files\n{}", spec, install, listing);
}

fs::path only_rpm_below(const fs::path& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".rpm") return entry.path();
  throw Error(ExitCode::failed, "rpmbuild left no package in " + folder.string());
}

}  // namespace

BuiltPackage build_package(const fs::path& folder, const TestPackage& package) {
  make_folders(folder);
  const TempDir top(fs::temp_directory_path(), "rpm-fixture-");
  const fs::path spec = top.path() / (package.name + ".spec");
  write_file_atomically(spec, spec_of(package));
  Command build;
  build.argv = {"rpmbuild", "-ba", "--quiet", "--nodeps"};
  for (const auto& define :
       {fmt::format("_topdir {}", top.path().string()), fmt::format("_binary_payload {}", package.payload),
        fmt::format("_source_payload {}", package.payload),
        std::string("use_source_date_epoch_as_buildtime 1"),
        std::string("clamp_mtime_to_source_date_epoch 1"), std::string("_buildhost test"),
        std::string("debug_package %{nil}"), std::string("__os_install_post %{nil}")}) {
    build.argv.emplace_back("--define");
    build.argv.push_back(define);
  }
  build.argv.push_back(spec.string());
  build.env = {{"PATH", "/usr/bin:/bin:/usr/sbin:/sbin"},
               {"HOME", top.path().string()},
               {"LC_ALL", "C.UTF-8"},
               {"SOURCE_DATE_EPOCH", std::to_string(package.time)}};
  run_checked(build, "building a test package");
  BuiltPackage built;
  for (const auto& [kind, place] : {std::pair{"RPMS", &built.binary}, std::pair{"SRPMS", &built.source}}) {
    const fs::path made = only_rpm_below(top.path() / kind);
    *place = folder / made.filename();
    fs::remove(*place);
    copy_file_contents(made, *place);
  }
  return built;
}

TestKey::TestKey(const fs::path& homedir, const std::string& user_id, const std::string& passphrase)
    : m_homedir(homedir), m_public_key(homedir / "public.asc") {
  make_folders(m_homedir);
  fs::permissions(m_homedir, fs::perms(0700));
  const std::vector<std::string> gpg = {"gpg", "--homedir", m_homedir.string(), "--batch", "--quiet"};
  Command generate;
  generate.argv = gpg;
  generate.argv.insert(generate.argv.end(), {"--pinentry-mode", "loopback", "--passphrase-fd", "0",
                                             "--quick-gen-key", user_id, "rsa2048", "sign", "never"});
  generate.input = passphrase + "\n";
  run_checked(generate, "making a test key");
  Command list;
  list.argv = gpg;
  list.argv.insert(list.argv.end(), {"--with-colons", "--list-keys", "--fingerprint"});
  for (const auto& line : split(run_checked(list, "listing a test key").out, '\n'))
    if (line.starts_with("fpr:") && m_fingerprint.empty()) m_fingerprint = split(line, ':').at(9);
  Command export_key;
  export_key.argv = gpg;
  export_key.argv.insert(export_key.argv.end(), {"--armor", "--export", m_fingerprint});
  write_file_atomically(m_public_key, run_checked(export_key, "exporting a test key").out);
}

TestKey::~TestKey() {
  try {
    Command end;
    end.argv = {"gpgconf", "--homedir", m_homedir.string(), "--kill", "gpg-agent"};
    run(end);
  } catch (const std::exception&) {
    // The agent ends by itself when its socket is gone.
  }
}

void sign_package(const fs::path& package, const TestKey& key) {
  Command sign;
  sign.argv = {"rpmsign",
               "--define",
               "__gpg /usr/bin/gpg",
               "--define",
               fmt::format("_gpg_path {}", key.homedir().string()),
               "--define",
               fmt::format("_gpg_name {}!", key.fingerprint()),
               "--define",
               "_gpg_digest_algo sha256",
               "--addsign",
               package.string()};
  run_checked(sign, "signing a test package");
}

}  // namespace rpmworks::test
