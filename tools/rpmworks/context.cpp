// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "core/digest.hpp"
#include "srpm/superproject.hpp"
#include "store/own_cache.hpp"

namespace rpmworks::cli {

namespace {

constexpr const char* k_config_name = "repos.yaml";

fs::path absolute_of(const fs::path& path) {
  return fs::absolute(path).lexically_normal();
}

config::Hostbase hostbase_of(const store::Workspace& workspace) {
  return {.folder = workspace.hostbase()};
}

}  // namespace

unsigned Context::jobs() const {
  return m_globals.jobs > 0 ? m_globals.jobs : std::max(1U, std::thread::hardware_concurrency());
}

void Context::find_config() {
  if (m_looked) return;
  m_looked = true;
  if (!m_globals.config.empty()) {
    m_config_file = m_globals.config;
    return;
  }
  // In the current folder its bare name is what messages show.
  // A link to nothing counts: passing over it would take another file for the one that is meant.
  if (is_there(k_config_name)) {
    m_config_file = k_config_name;
    return;
  }
  for (fs::path folder = fs::current_path(); folder.has_relative_path(); folder = folder.parent_path())
    if (is_there(folder / k_config_name)) {
      m_config_file = folder / k_config_name;
      return;
    }
}

bool Context::has_config() {
  find_config();
  return !m_config_file.empty();
}

const config::Config& Context::config() {
  if (!has_config())
    throw Error(ExitCode::invalid,
                fmt::format("there is no {} in {} or above it", k_config_name, fs::current_path().string()))
        .hint(
            "name one with -c FILE, or let rpmworks init write a first one; docs/repos-yaml.md describes it");
  if (!m_config) m_config = config::load(m_config_file, hostbase_of(workspace()));
  return *m_config;
}

const config::Config& Context::config_with_packages() {
  if (!m_config_with_packages)
    m_config_with_packages = srpm::with_superprojects(config(), workspace().git_mirrors(), m_reporter);
  return *m_config_with_packages;
}

const config::Config& Context::config_or_standalone() {
  if (has_config()) return config();
  if (!m_config) m_config = config::standalone(hostbase_of(workspace()));
  return *m_config;
}

const store::Workspace& Context::workspace() {
  if (m_workspace) return *m_workspace;
  store::Workspace workspace;
  const std::string named_by = m_globals.cache.empty() ? store::default_cache_source() : "--cache";
  const store::OwnCache cache =
      with_context(fmt::format("checking the cache, which {} names", named_by), [&] {
        return store::own_cache(m_globals.cache.empty() ? store::default_cache()
                                                        : absolute_of(m_globals.cache));
      });
  if (!cache.warning.empty())
    m_reporter.warning(fmt::format("{} ({} names the cache)", cache.warning, named_by));
  workspace.cache = cache.folder;
  if (!m_globals.workspace.empty())
    workspace.root = absolute_of(m_globals.workspace);
  else if (has_config())
    workspace.root = absolute_of(m_config_file).parent_path();
  else
    // Somebody's git repository is no place for our files; and two folders are two workspaces, which do not
    // lock each other out.
    workspace.root = workspace.cache / "standalone" / sha256(fs::current_path().string()).substr(0, 16);
  const bool is_standalone = m_globals.workspace.empty() && !has_config();
  workspace.store_folder = !m_globals.store.empty() ? absolute_of(m_globals.store)
                           : is_standalone          ? workspace.cache / "standalone" / "store"
                                                    : workspace.state() / "store";
  if (!m_globals.store.empty()) store::require_own_store(workspace.store_folder);
  m_workspace = std::move(workspace);
  return *m_workspace;
}

store::Store& Context::store() {
  if (!m_store) m_store.emplace(workspace().store_folder);
  return *m_store;
}

void Context::lock_workspace() {
  if (m_lock) return;
  const auto tell = [this](const Error& held) { m_reporter.note(fmt::format("waiting: {}", held.what())); };
  m_lock.emplace(m_globals.wait ? workspace().open(tell) : workspace().open());
}

void Context::lock_releases() {
  lock_workspace();
  const std::string warning = workspace().require_own_releases();
  if (!warning.empty()) m_reporter.warning(warning);
}

}  // namespace rpmworks::cli
