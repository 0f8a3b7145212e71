// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "process/process.hpp"

namespace rpmworks::cli {

namespace {

constexpr const char* k_config_name = "repos.yaml";

}  // namespace

const fs::path& Context::config_file() {
  if (m_looked) return m_config_file;
  m_looked = true;
  if (!m_globals.config.empty()) return m_config_file = m_globals.config;
  // If the file is in the current folder, messages show its name without a path.
  // A dangling link counts: skipping it would select a repos.yaml that the user did not mean.
  if (is_there(k_config_name)) return m_config_file = k_config_name;
  for (fs::path folder = fs::current_path(); folder.has_relative_path(); folder = folder.parent_path())
    if (is_there(folder / k_config_name)) return m_config_file = folder / k_config_name;
  return m_config_file;
}

unsigned Context::jobs() const {
  return product::threads_for(m_globals.jobs);
}

void Context::require_config() {
  if (has_config()) return;
  throw Error(ExitCode::invalid,
              fmt::format("no {} in {} or above it", k_config_name, fs::current_path().string()))
      .hint(
          "pass one with -c FILE, or write a first one with rpmworks init; docs/repos-yaml.md describes it");
}

const store::Workspace& Context::workspace() {
  if (!m_workspace)
    m_workspace = product::workspace_at({.config = config_file(),
                                         .workspace = m_globals.workspace,
                                         .cache = m_globals.cache,
                                         .store = m_globals.store,
                                         .cache_named_by = "--cache"},
                                        m_reporter);
  return *m_workspace;
}

product::Session& Context::session() {
  const auto tell = [this](const Error& held) { m_reporter.note(fmt::format("waiting: {}", held.what())); };
  if (!m_session)
    m_session.emplace(product::Session{.config = product::config_at(config_file(), workspace()),
                                       .workspace = workspace(),
                                       .store = product::store_of(workspace(), tell),
                                       .reporter = m_reporter,
                                       .jobs = m_globals.jobs,
                                       .cancel = Cancellation::current().value_or(Cancellation()),
                                       .program = this_program()});
  return *m_session;
}

product::Session& Context::session_with_packages() {
  if (!m_has_packages) m_session.emplace(product::with_superprojects(std::move(session())));
  m_has_packages = true;
  return *m_session;
}

FileLock::OnWait Context::on_wait() {
  if (!m_globals.wait) return {};
  return [this](const Error& held) { m_reporter.note(fmt::format("waiting: {}", held.what())); };
}

product::Session& Context::locked() {
  product::Session& all = session();
  if (!all.lock) all.lock.emplace(all.workspace.open(on_wait()));
  return all;
}

product::Session& Context::locked_for_releases() {
  product::Session& all = locked();
  product::require_own_releases(all);
  return all;
}

}  // namespace rpmworks::cli
