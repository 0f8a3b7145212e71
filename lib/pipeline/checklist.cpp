// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/checklist.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "buildroot/open_upstream.hpp"
#include "buildroot/overlay_policy.hpp"
#include "compose/preflight.hpp"
#include "core/secrets.hpp"
#include "core/temporary.hpp"
#include "core/text.hpp"
#include "layout/vendor_keys.hpp"
#include "locking/lock.hpp"
#include "locking/release_targets.hpp"
#include "process/process.hpp"
#include "product/package_choice.hpp"
#include "product/package_source.hpp"
#include "product/srpm_file.hpp"
#include "sandbox/sandbox.hpp"
#include "srpm/superproject.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::pipeline {

namespace {

struct Tool {
  const char* program;
  const char* package;  ///< the Debian package
  const char* what_for;
};

/// Checks one thing after the other. If a check throws, its item is not ok.
class Checklist {
 public:
  explicit Checklist(product::Session& session)
      : m_session(session), m_tmp(temporary_folder(), "rpmworks-check-") {}

  std::vector<ChecklistItem> run() {
    const config::Config& config = m_session.config;
    look("configuration", config.file.empty() ? "built-in" : config.file.string(), [&] {
      if (config.file.empty())
        return std::string(
            "without a repos.yaml, only `srpm` of a git repository and `build` of source package files work");
      m_warnings = compose::configuration_warnings(config);
      return fmt::format("{}: {}, {}", config.product, counted(config.packages.size(), "package"),
                         counted(config.sections.size(), "section"));
    });
    tools(config);
    look("sandbox", "trial", [this] { return layers(); });
    sections(config);
    signing_keys(config);
    upstreams(config);
    base(config);
    lock(config);
    packages(superprojects(config).value_or(config));
    return std::move(m_items);
  }

 private:
  void look(const std::string& kind, const std::string& name, const std::function<std::string()>& at) {
    ChecklistItem item{.kind = kind, .name = name};
    try {
      item.detail = at();
      item.ok = true;
      item.warnings = std::move(m_warnings);
    } catch (const Error& error) {
      if (error.code() == ExitCode::interrupted) throw;
      item.detail = error.what();
      item.notes = error.notes();
      item.hint = error.hint();
      if (error.where() && error.where()->line > 0)
        item.notes.insert(item.notes.begin(), fmt::format("{}:{}", error.where()->file, error.where()->line));
    }
    m_warnings.clear();
    m_items.push_back(std::move(item));
  }

  // repos.lock, and the keys of vendors that it has.
  void lock(const config::Config& config) {
    const auto is_upstream = [](const auto& section) {
      return section.from == config::Section::From::upstream;
    };
    if (!locking::has_upstream_section(config)) return;
    look("lock", locking::lock_file(m_session).filename().string(), [&] {
      for (const auto& section : config.sections)
        if (is_upstream(section))
          for (const auto& name : layout::trusted_keys(section, config)) layout::vendor_key(name, config);
      const auto lock = locking::read_lock(m_session);
      if (!lock) return std::string("does not exist yet; `rpmworks lock` or the first release makes it");
      return counted(lock->packages.size(), "package");
    });
  }

  void tools(const config::Config& config) {
    std::vector<Tool> tools = {
        {"bwrap", "bubblewrap", "sandboxes"}, {"git", "git", "fetching repositories"},
        {"gpg", "gnupg", "signatures"},       {"gpg-agent", "gnupg", "signatures"},
        {"gpgconf", "gnupg", "signatures"},   {"gpgv", "gpgv", "verifying signatures"}};
    if (::geteuid() != 0)
      for (const char* program : {"newuidmap", "newgidmap"})
        tools.push_back({program, "uidmap", "building as an ordinary user"});
    const auto is_wanted = [&](auto&& says) { return std::ranges::any_of(targets(config), says); };
    if (is_wanted([](const config::Target* target) { return target->engine == "mock"; }))
      tools.push_back({"mock", "mock", "targets with `engine: mock`"});
    if (is_wanted([](const config::Target* target) { return target->executor == "slurm"; }))
      for (const char* program : {"sbatch", "squeue", "scancel"})
        tools.push_back({program, "slurm-client", "targets with `executor: slurm`"});
    for (const auto& tool : tools)
      look("tool", tool.program, [&tool] {
        if (const auto path = find_program(tool.program)) return path->string();
        throw Error(ExitCode::invalid, fmt::format("it is not installed; it is needed for {}", tool.what_for))
            .hint(fmt::format("apt-get install {}", tool.package));
      });
  }

  std::string layers() {
    const buildroot::RootCache cache(m_session.workspace.roots(), 0);
    const auto trial = cache.scratch("-trial");
    const sandbox::LayeringFound found = sandbox::require_sandboxes(trial.path());
    if (found.layering == sandbox::Layering::kernel) return "overlays and separate users work";
    return buildroot::layering_text(found, cache.folder());
  }

  // The targets that the file defines, or the built-in targets if it defines none.
  static std::vector<const config::Target*> targets(const config::Config& config) {
    std::vector<const config::Target*> all;
    std::vector<const config::Target*> own;
    for (const auto& [_, target] : config.targets) {
      all.push_back(&target);
      if (target.where.line > 0) own.push_back(&target);
    }
    return own.empty() ? all : own;
  }

  static layout::Targets release_targets(const config::Config& config) {
    std::vector<const config::Target*> all;
    for (const auto& name : locking::release_target_names(config)) all.push_back(&config.targets.at(name));
    return layout::Targets(std::move(all));
  }

  compose::Preflight preflight(const config::Config& config, const layout::Targets& targets) const {
    return {config, targets, m_tmp.path()};
  }

  void require_sections(const config::Config& config, const layout::Targets& targets) const {
    product::Packages packages;
    for (const auto& [_, package] : config.packages)
      if (locking::is_for_any(package, targets)) packages.push_back(&package);
    preflight(config, targets).require_sections(packages);
  }

  void sections(const config::Config& config) {
    if (config.sections.empty()) return;
    look("release", "sections", [&] {
      const layout::Targets all = release_targets(config);
      if (all.is_one() || layout::name_targets(config)) {
        require_sections(config, all);
      } else {
        for (const auto* target : all.all()) require_sections(config, *target);
        m_warnings.push_back(
            fmt::format("no section has a `target`, so each release is for one target, selected with "
                        "--target: {}",
                        all.names()));
      }
      return std::string("contain every package and its source package");
    });
  }

  void signing_keys(const config::Config& config) {
    std::set<std::string> names;
    for (const auto& section : config.sections) {
      if (!section.sign.empty()) names.insert(section.sign);
      names.insert(section.also_sign.begin(), section.also_sign.end());
    }
    for (const auto& name : names)
      look("key", name, [&] {
        return fmt::format("can sign as {}",
                           preflight(config, release_targets(config)).require_key(name, m_warnings));
      });
  }

  void upstreams(const config::Config& config) {
    std::set<std::string> names;
    for (const auto& source : config.base)
      if (source.kind == config::BaseSource::Kind::upstream) names.insert(source.upstream);
    for (const auto& section : config.sections)
      if (!section.upstream.empty()) names.insert(section.upstream);
    for (const auto* target : targets(config))
      for (const auto& repo : target->repos) names.insert(*repo);
    for (const auto& name : names)
      look("upstream", name, [&] { return look_at_upstream(config, config.upstreams.at(name)); });
  }

  std::string look_at_upstream(const config::Config& config, const config::Upstream& upstream) {
    const auto repository =
        buildroot::open_upstream(config, upstream, m_session.workspace, m_session.reporter);
    return redacted(without_credentials(repository.metadata().baseurl));
  }

  void base(const config::Config& config) {
    for (const auto& source : config.base)
      if (source.kind != config::BaseSource::Kind::upstream)
        look("base", source.path.string(), [&] { return look_at_base(source); });
  }

  static std::string look_at_base(const config::BaseSource& source) {
    using Kind = config::BaseSource::Kind;
    std::error_code fault;
    const fs::file_status status = fs::status(source.path, fault);
    const auto refuse = [&](const std::string& what, const std::string& hint) {
      return Error(ExitCode::invalid, what).at(source.where).hint(hint);
    };
    if (!fs::exists(status))
      throw refuse(fs::status_known(status) ? "it does not exist" : fault.message(),
                   "correct the path in `release.base`; relative paths start at the folder of repos.yaml");
    if (source.kind == Kind::root && !fs::is_directory(status))
      throw refuse("it is not a folder", "`root` is the folder of an installed system, such as a chroot");
    if (source.kind == Kind::manifest && !fs::is_regular_file(status))
      throw refuse("it is not a file", "`manifest` is the manifest.json of a release");
    if (source.kind == Kind::manifest) return "a manifest";
    return source.kind == Kind::root ? "an installed root" : "an rpm database";
  }

  // The configuration with the packages of its superprojects; without a value if there are none, or if one
  // cannot be fetched.
  std::optional<config::Config> superprojects(const config::Config& config) {
    std::optional<config::Config> complete;
    if (config.superprojects.empty()) return complete;
    std::vector<std::string> names;
    for (const auto& project : config.superprojects)
      names.push_back(redacted(without_credentials(project.git)));
    look("superproject", join(names, ", "), [&] {
      complete = srpm::with_superprojects(config, m_session.workspace.git_mirrors(), m_session.reporter);
      return counted(complete->packages.size() - config.packages.size(), "package");
    });
    return complete;
  }

  void packages(const config::Config& config) {
    const bool is_product = !config.sections.empty() && config.superprojects.empty();
    if (is_product && config.packages.empty() && !locking::has_upstream_section(config))
      look("release", "packages", []() -> std::string {
        throw Error(ExitCode::invalid, "there are none, so there is nothing to release")
            .hint("add packages under `packages`: hello: { git: URL, ref: v1.0 }");
      });
    for (const auto& [name, package] : config.packages)
      look("package", name, [&, &source = package] {
        std::string found = product::look_at_package(m_session, source);
        if (source.srpm.empty()) return found;
        const fs::path file = product::srpm_file(source, m_session.workspace.sources(), m_session.reporter);
        const layout::Targets all = release_targets(config);
        for (const auto* target : all.all())
          if (product::is_for(source, *target)) preflight(config, *target).require_source(source, file);
        return found;
      });
  }

  product::Session& m_session;
  TempDir m_tmp;
  std::vector<std::string> m_warnings;  // of the item that is being checked
  std::vector<ChecklistItem> m_items;
};

}  // namespace

std::vector<ChecklistItem> checklist(product::Session& session) {
  const product::SessionScope scope(session);
  return Checklist(session).run();
}

}  // namespace rpmworks::pipeline
