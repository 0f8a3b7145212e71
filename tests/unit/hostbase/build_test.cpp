// SPDX-License-Identifier: GPL-3.0-or-later
#include "build.hpp"

#include <doctest/doctest.h>

#include <set>

#include "core/error.hpp"
#include "own.hpp"
#include "process/process.hpp"
#include "support/archive_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::hostbase;

namespace {

std::string query(const fs::path& package, const std::string& format) {
  return run_checked({.argv = {"rpm", "-qp", "--nosignature", "--qf", format, package.string()}},
                     "asking rpm")
      .out;
}

}  // namespace

TEST_CASE("a package has the contents of its recipe, and is the same each time") {
  const TempDir work(fs::temp_directory_path(), "build-");
  const Recipe recipe{.nevra = {.name = "tool", .evr = {"1", "2.0", "3"}, .arch = "noarch"},
                      .summary = "50% of a tool",
                      .requirements = {"lib >= 1"},
                      .provides = {"pkgconfig(tool) = 2.0", "/bin/tool"},
                      .files = {{.path = "/etc/a b%c", .mode = 0640, .user = "root", .group = "shadow"},
                                {.path = "/usr/bin/[", .mode = 04755},
                                {.path = "/usr/bin/cc", .kind = Entry::Kind::link, .target = "/usr/bin/gcc"}},
                      .epoch = 1600000000};
  std::vector<std::string> bytes;
  for (const std::string round : {"one", "two [%{nil}]"}) {
    const fs::path root = work.path() / round / "root";
    test::write_bytes(root / "etc/a b%c", "content");
    test::write_bytes(root / "usr/bin/[", "program");
    test::write_bytes(root / "usr/bin/unlisted", "given up to another package");
    // A name that rpm would misinterpret must be passed through a link, as Repository does.
    fs::create_directory_symlink(work.path() / round, work.path() / "w");
    const Packager packager(work.path() / "w/build");
    bytes.push_back(read_file(packager.build(recipe, work.path() / "w/root")));
    fs::remove(work.path() / "w");
  }
  CHECK(bytes[0] == bytes[1]);

  const fs::path package = work.path() / "one/build/rpms/tool-2.0-3.noarch.rpm";
  CHECK(query(package, "%{EPOCH}:%{VERSION}-%{RELEASE} %{SUMMARY} %{BUILDTIME}") ==
        "1:2.0-3 50% of a tool 1600000000");
  CHECK(query(package, "[%{FILENAMES} %{FILEMODES:octal} %{FILEGROUPNAME} %{FILELINKTOS}\n]") ==
        "/etc/a b%c 100640 shadow \n/usr/bin/[ 104755 root \n/usr/bin/cc 120777 root /usr/bin/gcc\n");
  const std::string requires_ = query(package, "[%{REQUIRENEVRS}\n]");
  CHECK(requires_.find("lib >= 1\n") != std::string::npos);
  CHECK(query(package, "[%{PROVIDENEVRS}\n]").find("pkgconfig(tool) = 2.0\n") != std::string::npos);
}

TEST_CASE("a missing file is an error with rpmbuild's message") {
  const TempDir work(fs::temp_directory_path(), "build-");
  const Recipe recipe{.nevra = {.name = "tool", .evr = {"", "1", "1"}, .arch = "noarch"},
                      .files = {{.path = "/missing", .mode = 0644}}};
  make_folders(work.path() / "root");
  const Packager packager(work.path() / "build");
  try {
    packager.build(recipe, work.path() / "root");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("packaging tool-1-1.noarch") == 0);
    CHECK(error.render().find("/missing") != std::string::npos);
  }
}

TEST_CASE("parallel builds find every folder that rpmbuild would create") {
  const TempDir work(fs::temp_directory_path(), "build-");
  const Packager packager(work.path() / "build");
  const auto folders = [&] {
    std::set<fs::path> names;
    for (const auto& entry : fs::directory_iterator(work.path() / "build"))
      if (entry.is_directory()) names.insert(entry.path().filename());
    return names;
  };
  const auto before = folders();
  for (const char* name : {"BUILD", "BUILDROOT", "RPMS", "SOURCES", "SPECS", "SRPMS"})
    CHECK_MESSAGE(before.contains(name), name);
  make_folders(work.path() / "root");
  packager.build({.nevra = {.name = "tool", .evr = {"", "1", "1"}, .arch = "noarch"}}, work.path() / "root");
  for (const auto& name : folders()) CHECK_MESSAGE(before.contains(name), name.string());
}

TEST_CASE("the repository's own packages can be built") {
  const TempDir work(fs::temp_directory_path(), "build-");
  const Packager packager(work.path() / "build");
  const Recipe setup = setup_package(work.path() / "setup");
  CHECK(query(packager.build(setup, work.path() / "setup"), "[%{FILENAMES}\n]") ==
        "/etc/group\n/etc/passwd\n");
  const Recipe filesystem = filesystem_package(work.path() / "filesystem", "noarch");
  const fs::path package = packager.build(filesystem, work.path() / "filesystem");
  const std::string listing = query(package, "[%{FILENAMES} %{FILEMODES:octal} %{FILELINKTOS}\n]");
  for (const std::string line :
       {"/bin 120777 usr/bin\n", "/tmp 41777 \n", "/root 40700 \n", "/etc/shadow 100640 \n"})
    CHECK_MESSAGE(listing.find(line) != std::string::npos, line);
  const Recipe macros = rpm_macros_package(work.path() / "macros", "x86_64-linux-gnu", "3.11");
  const std::string files = query(packager.build(macros, work.path() / "macros"), "[%{FILENAMES}\n]");
  CHECK(files.find("/usr/lib/rpm/debian/pyproject_buildrequires\n") != std::string::npos);
  // rpm itself reads the file and knows its macros.
  const auto shown = run_checked(
      {.argv = {"rpm",
                "--macros=/usr/lib/rpm/macros:" + (work.path() / "macros/usr/lib/rpm/debian/macros").string(),
                "--eval",
                "%{_libdir} %{python3_sitelib} %{python3_version_nodots} %{_sharedstatedir} %{cmake_build}"}},
      "asking rpm");
  CHECK(shown.out.find(
            "/usr/lib/x86_64-linux-gnu /usr/lib/python3/dist-packages 311 /var/lib /usr/bin/cmake --build") ==
        0);
}

namespace {

// The text that rpm expands with the macros of the base repository.
std::string expanded(const fs::path& folder, const std::string& text) {
  rpm_macros_package(folder, "x86_64-linux-gnu", "3.11");
  const std::string scripts = (folder / "usr/lib/rpm").string();
  return run_checked({.argv = {"rpm", "--macros=/usr/lib/rpm/macros:" + scripts + "/debian/macros",
                               "--define", "_rpmconfigdir " + scripts, "--eval", text}},
                     "asking rpm")
      .out;
}

std::string output_of(std::vector<std::string> argv) {
  return run_checked({.argv = std::move(argv)}, "running a script").out;
}

}  // namespace

TEST_CASE("scriptlets of units contain valid shell code") {
  const TempDir work(fs::temp_directory_path(), "macros-");
  const std::string calls =
      "%systemd_post a.service b.socket\n%systemd_preun a.service\n%systemd_postun a.service\n"
      "%systemd_postun_with_restart a.service\n%systemd_user_post a.service\n%systemd_user_preun a.service\n"
      "%tmpfiles_create a.conf\n%sysusers_create a.conf\n%udev_rules_update\n%udev_hwdb_update\n"
      "%journal_catalog_update\n%sysctl_apply a.conf\n%binfmt_apply a.conf\n";
  const std::string text = expanded(work.path(), calls);
  CHECK(text.find('%') == std::string::npos);
  for (const std::string part :
       {"systemctl --no-reload preset a.service b.socket ", "disable --now a.service", "daemon-reload",
        "try-restart a.service", "--global preset a.service", "systemd-tmpfiles --create a.conf",
        "systemd-sysusers a.conf", "udevadm control --reload"})
    CHECK_MESSAGE(text.find(part) != std::string::npos, part);
  write_new_file(work.path() / "scriptlet", text);
  CHECK_NOTHROW(output_of({"bash", "-n", (work.path() / "scriptlet").string()}));
  CHECK(expanded(work.path(), "%{?systemd_requires}").find("Requires(post): systemd\n") != std::string::npos);
  CHECK_THROWS_WITH_AS(expanded(work.path(), "%systemd_post"), doctest::Contains(""), Error);
}

TEST_CASE("users of sysusers.d become commands of a scriptlet") {
  const TempDir work(fs::temp_directory_path(), "macros-");
  const std::string file = (work.path() / "x.conf").string();
  write_new_file(file,
                 "# comment\nu acme - \"Acme's $HOME daemon\" /var/lib/acme\nu! fixed 77:users -\ng tools "
                 "55\nm acme tools\n");
  const std::string text = expanded(work.path() / "m", "%sysusers_create_compat " + file);
  CHECK(text.find("getent group acme >/dev/null || groupadd -r acme || :\n") != std::string::npos);
  CHECK(text.find("useradd -r -g acme -d /var/lib/acme -s /usr/sbin/nologin -c Acme\\'s\\ \\$HOME\\ daemon "
                  "acme || :") != std::string::npos);
  CHECK(text.find("useradd -r -u 77 -g users -d / ") != std::string::npos);
  CHECK(text.find("groupadd -r -g 55 tools") != std::string::npos);
  CHECK(text.find("usermod -a -G tools acme") != std::string::npos);
}

TEST_CASE("first lines that call Python are corrected in files, and in modules of folders") {
  const TempDir work(fs::temp_directory_path(), "macros-");
  const fs::path tree = work.path() / "tree";
  make_folders(tree / "sub");
  write_new_file(tree / "tool", "#!/usr/bin/env python -s\n\xe9\n");
  write_new_file(tree / "sub/module.py", "#! /usr/bin/python2\nx\n");
  write_new_file(tree / "sub/script", "#!/usr/bin/python\n");
  write_new_file(tree / "shell", "#!/bin/sh\n# python\n");
  fs::create_symlink("/etc/passwd", tree / "sub/link.py");
  rpm_macros_package(work.path() / "m", "x86_64-linux-gnu", "3.11");
  const std::string script = (work.path() / "m/usr/lib/rpm/debian/py3_shebang_fix").string();
  output_of({"python3", script, "/usr/bin/python3", (tree / "tool").string(), (tree / "shell").string(),
             (tree / "sub").string()});
  CHECK(read_file(tree / "tool") == "#!/usr/bin/python3 -s\n\xe9\n");
  CHECK(read_file(tree / "sub/module.py") == "#!/usr/bin/python3\nx\n");
  CHECK(read_file(tree / "sub/script") ==
        "#!/usr/bin/python\n");  // as in Fedora, only *.py files of a folder
  CHECK(read_file(tree / "shell") == "#!/bin/sh\n# python\n");
  CHECK(fs::is_symlink(tree / "sub/link.py"));
  CHECK_THROWS_WITH_AS(output_of({"python3", script, "/usr/bin/python3", "/nowhere"}), doctest::Contains(""),
                       Error);
}

TEST_CASE("only libc-bin maintains the loader's cache") {
  CHECK(scriptlets_of("libc-bin").find("ldconfig") != std::string::npos);
  CHECK(scriptlets_of("xml-core").find("/etc/xml/catalog") != std::string::npos);
  CHECK(scriptlets_of("bash").empty());
  CHECK(is_filesystem_folder("/usr/bin"));
  CHECK(is_filesystem_folder("/var/run"));
  CHECK_FALSE(is_filesystem_folder("/usr/bin/sh"));
}
