// SPDX-License-Identifier: GPL-3.0-or-later
#include "upgrades/real_upgrade.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "releases/release_place.hpp"
#include "sandbox/sandbox.hpp"
#include "upgrades/upgrade_commands.hpp"
#include "upgrades/upgrade_guide.hpp"

namespace rpmworks::upgrades {

namespace {

constexpr const char* k_dnf = "/usr/bin/dnf";
constexpr std::string_view k_local_url = "file://";
constexpr size_t k_shown_lines = 4;

// A repository as the sandbox sees it.
struct Repository {
  std::string id;
  std::string url;
  std::string keys;  ///< URLs; empty: nothing is checked
  bool hotfixes = false;
};

std::string joined_text(const std::string& text) {
  return join(last_lines(text, k_shown_lines), "; ");
}

/// One system, in a root of its own.
class Root {
 public:
  Root(const Upgrade& upgrade, const fs::path& folder, fs::path place)
      : m_upgrade(upgrade), m_folder(folder), m_place(std::move(place)) {
    for (const char* name : {"root", "outside/var/cache/dnf", "outside/var/lib/dnf", "outside/var/log"})
      make_folders(m_place / name);
  }
  ~Root() {
    try {
      remove();
    } catch (const std::exception&) {
      // The error that ended the run says why. The folder for temporary files is removed as far as possible.
    }
  }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;

  void remove() const { sandbox::remove_build_tree(m_place); }

  /// What goes wrong; empty: nothing.
  std::vector<UpgradeFinding> run(const solve::UpgradeSystem& system) {
    std::vector<std::string> names;
    for (const auto& nevra : system.before) names.push_back(nevra.str());
    std::vector<std::string> install{"install"};
    install.insert(install.end(), names.begin(), names.end());
    if (!m_upgrade.modules_before.empty() &&
        !dnf(m_upgrade.folder, "/earlier", enabling(m_upgrade.modules_before)))
      return m_findings;
    if (!names.empty() && !dnf(m_upgrade.folder, "/earlier", install)) return m_findings;
    for (const auto& command : module_commands(m_upgrade))
      if (!dnf(m_folder, "/release", command)) return m_findings;
    for (const auto& command : dnf_commands(system))
      if (!dnf(m_folder, "/release", command)) return m_findings;
    compare(system);
    return m_findings;
  }

 private:
  void add(const std::string& what, std::string text) {
    m_findings.push_back(
        {.id = fmt::format("{}: dnf {}", m_upgrade.path.from, what), .text = std::move(text)});
  }

  // The sandbox has the host's programs; only the root and /var in it can be written.
  sandbox::Sandbox box() const {
    sandbox::Sandbox box;
    box.folder_as_root = m_place / "outside";
    box.binds.push_back({"/usr", "/usr", false});
    for (const char* const name : {"/bin", "/sbin", "/lib", "/lib64"})
      if (fs::exists(name)) box.binds.push_back({name, name, false});
    box.binds.push_back({m_place / "root", "/target", true});
    box.binds.push_back({m_upgrade.folder, "/earlier", false});
    box.binds.push_back({m_folder, "/release", false});
    for (size_t i = 0; i < m_upgrade.base_urls.size(); ++i)
      box.binds.push_back(
          {m_upgrade.base_urls[i].substr(k_local_url.size()), fmt::format("/base/{}", i), false});
    box.user = sandbox::User::root;
    box.env = {{"HOME", "/root"}};
    return box;
  }

  std::vector<Repository> repositories(const fs::path& release, const std::string& inside) const {
    std::vector<Repository> found;
    for (size_t i = 0; i < m_upgrade.base_urls.size(); ++i)
      found.push_back({.id = fmt::format("base{}", i), .url = fmt::format("file:///base/{}", i), .keys = {}});
    const manifest::Manifest manifest = releases::read_manifest(release);
    std::vector<std::string> keys;
    for (const auto& key : manifest.keys) keys.push_back(fmt::format("file://{}/{}", inside, key.file));
    size_t number = 0;
    for (const auto& section : manifest.sections) {
      if (!section.target.empty() && section.target != m_upgrade.target) continue;
      found.push_back({.id = fmt::format("section{}", number++),
                       .url = fmt::format("file://{}/{}", inside, section.path),
                       .keys = join(keys, ","),
                       .hotfixes = !section.is_from_vendor()});
    }
    return found;
  }

  bool dnf(const fs::path& release, const std::string& inside, const std::vector<std::string>& arguments) {
    Command command{.argv = {k_dnf, "-y", "--noplugins", "--installroot=/target", "--releasever=1",
                             "--setopt=reposdir=/none", "--setopt=install_weak_deps=False",
                             "--setopt=best=True", "--setopt=obsoletes=True", "--setopt=metadata_expire=0",
                             "--setopt=cachedir=/var/cache/dnf", "--setopt=persistdir=/var/lib/dnf",
                             "--setopt=logdir=/var/log"}};
    for (const auto& one : repositories(release, inside)) {
      command.argv.push_back(fmt::format("--repofrompath={},{}", one.id, one.url));
      command.argv.push_back(fmt::format("--setopt={}.gpgcheck={}", one.id, one.keys.empty() ? 0 : 1));
      command.argv.push_back(fmt::format("--setopt={}.repo_gpgcheck={}", one.id, one.keys.empty() ? 0 : 1));
      if (one.hotfixes) command.argv.push_back(fmt::format("--setopt={}.module_hotfixes=1", one.id));
      if (!one.keys.empty()) command.argv.push_back(fmt::format("--setopt={}.gpgkey={}", one.id, one.keys));
    }
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    const ProcessResult result = sandbox::run(box(), command);
    if (result.ok()) return true;
    std::vector<std::string> shown = arguments;
    constexpr size_t k_most = 6;
    if (shown.size() > k_most) {
      shown.resize(k_most);
      shown.emplace_back("…");
    }
    add(arguments.front() + " fails",
        fmt::format("on a system with {}, `dnf {}` fails: {}", m_upgrade.path.from, join(shown, " "),
                    joined_text(result.out + result.err)));
    return false;
  }

  void compare(const solve::UpgradeSystem& system) {
    const ProcessResult result =
        sandbox::run(box(), {.argv = {"rpm", "--root", "/target", "-qa", "--qf",
                                      "%{name}-%|epoch?{%{epoch}:}|%{version}-%{release}.%{arch}\\n"}});
    if (!result.ok()) {
      add("unreadable", fmt::format("the packages of a system with {} cannot be listed: {}",
                                    m_upgrade.path.from, joined_text(result.err)));
      return;
    }
    std::set<rpm::Nevra> installed;
    for (const auto& line : split(result.out, '\n'))
      if (!line.empty()) installed.insert(rpm::Nevra::parse(line));
    for (const auto& package : system.after)
      if (!installed.contains(package))
        add("lacks " + package.name + "." + package.arch,
            fmt::format("after the commands for {}, a real system does not have {}", m_upgrade.path.from,
                        package.str()));
    for (const auto& package : system.before) {
      const bool may_stay = std::ranges::binary_search(system.after, package);
      if (!may_stay && installed.contains(package))
        add("leaves " + package.name + "." + package.arch,
            fmt::format("after the commands for {}, a real system still has {}", m_upgrade.path.from,
                        package.str()));
    }
  }

  const Upgrade& m_upgrade;
  const fs::path& m_folder;
  fs::path m_place;
  std::vector<UpgradeFinding> m_findings;
};

void require_possible(const Upgrades& upgrades) {
  if (!fs::exists(k_dnf))
    throw Error(ExitCode::failed, "upgrades cannot be carried out: this machine has no dnf")
        .hint("install dnf, or leave out --gate upgrade=real");
  for (const auto& upgrade : upgrades.all) {
    if (upgrade.base_urls.empty())
      throw Error(ExitCode::failed,
                  "upgrades cannot be carried out: the base has no repository to install from")
          .hint("name an upstream in `release.base` of repos.yaml");
    for (const auto& url : upgrade.base_urls)
      if (!url.starts_with(k_local_url))
        throw Error(ExitCode::failed,
                    fmt::format("upgrades cannot be carried out: the base {} is not on this machine", url))
            .hint(
                "dnf runs without network: use a mirror in a folder, with a file:// URL, as the upstream of "
                "the base");
  }
}

}  // namespace

std::vector<UpgradeFinding> carry_out(const Upgrades& upgrades, const fs::path& folder, const fs::path& tmp) {
  require_possible(upgrades);
  std::vector<UpgradeFinding> findings;
  size_t number = 0;
  for (const auto& upgrade : upgrades.all) {
    for (const auto& system : upgrade.path.systems) {
      Root root(upgrade, folder, tmp / fmt::format("system{}", number++));
      for (auto& finding : root.run(system)) {
        const bool is_known =
            std::ranges::any_of(findings, [&](const auto& other) { return other.id == finding.id; });
        if (!is_known) findings.push_back(std::move(finding));
      }
      root.remove();
    }
  }
  return findings;
}

}  // namespace rpmworks::upgrades
