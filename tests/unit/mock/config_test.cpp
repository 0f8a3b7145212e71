// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/config.hpp"

#include <doctest/doctest.h>

#include <set>

#include <fstream>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using namespace rpmworks::mock;
using test::error_of;
using test::says;

namespace {

const std::vector<Repository> k_repositories = {
    {.name = "os", .baseurl = "https://example.org/6/os", .keys = "/keys/os.asc"},
    {.name = "epel", .mirrorlist = "https://example.org/metalink?repo=epel", .keys = "/keys/epel.asc"}};

config::Target el6() {
  return {.name = "centos6",
          .arch = "x86_64",
          .dist = ".el6",
          .client = config::ClientProfile::el6,
          .install = {"bash", "pkgconfig(zlib) >= 1"},
          .macros = {{"vendor", "It's {{ 7 }} {% x %}\nand \\more"}, {"nothing", ""}}};
}

// The configuration as Python evaluates it, with the only Jinja expression expanded.
Json run_python(const std::string& text) {
  const auto result = run_checked({.argv = {"/usr/bin/python3", "-c",
                                            "import json, sys\n"
                                            "config_opts = {'macros': {}}\n"
                                            "exec(sys.stdin.read())\n"
                                            "print(json.dumps(config_opts).replace(\"{{ '{' }}\", '{'))"},
                                   .input = text},
                                  "running a configuration");
  return Json::parse(result.out);
}

}  // namespace

TEST_CASE("the settings of repos.yaml reach mock") {
  const auto config = run_python(config_text(el6(), k_repositories));
  CHECK(config["root"].get<std::string>().starts_with("rpmworks-centos6-"));
  CHECK(config["target_arch"] == "x86_64");
  CHECK(config["legal_host_arches"] == Json{"x86_64"});
  CHECK(config["chroot_setup_cmd"] == Json{"install", "rpm-build", "bash", "pkgconfig(zlib) >= 1"});
  CHECK(config["dist"] == "el6");
  CHECK(config["releasever"] == "6");
  CHECK(config["package_manager"] == "yum");
  CHECK(config["isolation"] == "simple");
  CHECK(config["use_bootstrap"] == false);
  CHECK(config["dnf_warning"] == false);
  CHECK(config["rpmbuild_networking"] == false);
  CHECK(config["macros"]["%dist"] == ".el6");
  CHECK(config["macros"]["%rhel"] == "6");
  CHECK(config["macros"]["%nothing"] == "%{nil}");
  CHECK(config["macros"]["%vendor"] == "It's {{ 7 }} {% x %}\nand \\more");
  const auto manager = config["yum.conf"].get<std::string>();
  CHECK(says(manager,
             "[os]\nname=os\nbaseurl=https://example.org/6/os\ngpgkey=file:///keys/os.asc\ngpgcheck=1\n"));
  CHECK(says(manager, "[epel]\nname=epel\nmetalink=https://example.org/metalink?repo=epel\n"));
  CHECK(manager.find("gpgcheck=0") == std::string::npos);
}

TEST_CASE("each repository has its own keys, and signed metadata if its upstream requires it") {
  std::vector<Repository> repositories = k_repositories;
  repositories[1].signed_repomd = true;
  const auto config = run_python(config_text(el6(), repositories));
  const auto manager = config["yum.conf"].get<std::string>();
  CHECK(says(manager, "gpgkey=file:///keys/os.asc\ngpgcheck=1\nenabled=1\n"));
  CHECK(says(manager, "gpgkey=file:///keys/epel.asc\ngpgcheck=1\nrepo_gpgcheck=1\nenabled=1\n"));
}

TEST_CASE("repository ids are valid for dnf") {
  const auto config = run_python(config_text(
      el6(), {{.name = "c++-os", .baseurl = "https://example.org/6/os", .keys = "/keys/os.asc"}}));
  CHECK(says(config["yum.conf"].get<std::string>(), "[cplusplus-os]\nname=c++-os\n"));
}

TEST_CASE("names that differ only in invalid characters get different ids") {
  const auto ids_of = [](const std::vector<const char*>& names) {
    std::vector<Repository> repositories;
    for (const char* const name : names)
      repositories.push_back({.name = name, .baseurl = "https://example.org/6/os", .keys = "/keys/os.asc"});
    const auto config = run_python(config_text(el6(), repositories));
    std::vector<std::string> ids;
    for (const auto& line : split(config["yum.conf"].get<std::string>(), '\n'))
      if (line.starts_with('[')) ids.push_back(line);
    return ids;
  };
  const std::vector<std::string> expected{"[main]", "[aplusb-" + sha256("a+b").substr(0, 8) + "]", "[aplusb]",
                                          "[cplus]"};
  CHECK(ids_of({"a+b", "aplusb", "c+"}) == expected);
  const auto both = ids_of({"a+plus", "aplus+", "main"});
  CHECK(std::set<std::string>(both.begin(), both.end()).size() == 4);
}

TEST_CASE("a target's own settings come before the defaults for its client") {
  config::Target target = el6();
  target.arch = "i686";
  target.mock = {.package_manager = "dnf5", .isolation = "nspawn", .bootstrap = true};
  const auto config = run_python(config_text(target, k_repositories));
  CHECK(config["package_manager"] == "dnf5");
  CHECK(config.contains("dnf.conf"));
  CHECK(config["isolation"] == "nspawn");
  CHECK(config["use_bootstrap"] == true);
  // Each link leads to the same place in the first root.
  CHECK(config["ssl_extra_certs"].dump() ==
        R"(["/keys/os.asc","/keys/os.asc","/keys/epel.asc","/keys/epel.asc"])");
  CHECK(config["legal_host_arches"].size() == 4);
  const auto modern = run_python(config_text({.name = "t", .arch = "x86_64"}, k_repositories));
  CHECK(modern["package_manager"] == "dnf");
  CHECK(modern["isolation"] == "auto");
  CHECK_FALSE(modern.contains("releasever"));
}

TEST_CASE("text never becomes code or a template") {
  config::Target target = el6();
  target.macros = {{"evil", "'\nimport os\ninclude('/etc/passwd')\n'"}, {"odd", "{{{%{#"}};
  const std::string text = config_text(target, k_repositories);
  CHECK(text.find("\ninclude(") == std::string::npos);
  CHECK(text.find("\nimport") == std::string::npos);
  const auto config = run_python(text);
  CHECK(config["macros"]["%evil"] == target.macros["evil"]);
  CHECK(config["macros"]["%odd"] == "{{{%{#");
}

TEST_CASE("a configuration is named by its content and written once") {
  const TempDir folder(fs::temp_directory_path(), "mock-config-");
  const auto first = write_config(el6(), k_repositories, folder.path());
  fs::last_write_time(first.root, fs::file_time_type::clock::now() - std::chrono::hours(1));
  const auto before = fs::last_write_time(first.root);
  const auto again = write_config(el6(), k_repositories, folder.path());
  CHECK(again.root == first.root);
  CHECK(again.sha256 == first.sha256);
  CHECK(fs::last_write_time(first.root) == before);
  config::Target other = el6();
  other.install.push_back("gcc");
  const auto second = write_config(other, k_repositories, folder.path());
  CHECK(second.root != first.root);
  CHECK(run_python(read_file(first.root))["root"] != run_python(read_file(second.root))["root"]);
}

TEST_CASE("the user's own configuration") {
  const TempDir folder(fs::temp_directory_path(), "mock-own-");
  fs::create_directories(folder.path() / "eol");
  for (const char* name : {"fedora-40-x86_64.cfg", "eol/centos-6-x86_64.cfg"})
    std::ofstream(folder.path() / name) << name;
  config::Target target = el6();
  target.mock.root = "fedora-40-x86_64";
  CHECK(user_config(target, folder.path()).root == "fedora-40-x86_64");
  target.mock.root = "eol/centos-6-x86_64";
  CHECK(user_config(target, folder.path()).root == "eol/centos-6-x86_64");
  target.mock.root = "centos-6-x86_64";
  const auto old = error_of(ExitCode::invalid, [&] { user_config(target, folder.path()); });
  CHECK(says(old, "the target 'centos6' names a mock configuration that does not exist: " +
                      (folder.path() / "centos-6-x86_64.cfg").string()));
  CHECK(says(old, "hint: its distribution is no longer supported: write root: eol/centos-6-x86_64"));
  target.mock.root = "fedora-40-x86_46";
  CHECK(says(error_of(ExitCode::invalid, [&] { user_config(target, folder.path()); }),
             "hint: did you mean 'fedora-40-x86_64'?"));
  target.mock.root = (folder.path() / "none.cfg").string();
  CHECK(says(error_of(ExitCode::invalid, [&] { user_config(target, folder.path()); }), "none.cfg"));
}
