// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/session.hpp"

#include <fmt/format.h>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "process/process.hpp"
#include "srpm/superproject.hpp"
#include "store/own_cache.hpp"

namespace rpmworks::product {

namespace {

fs::path absolute_of(const fs::path& path) {
  return fs::absolute(path).lexically_normal();
}

fs::path cache_at(const Locations& locations, Reporter& reporter) {
  const bool is_given = !locations.cache.empty();
  const std::string named_by = is_given ? locations.cache_named_by : store::default_cache_source();
  store::OwnCache cache = with_context(fmt::format("checking the cache folder set by {}", named_by), [&] {
    return store::own_cache(is_given ? absolute_of(locations.cache) : store::default_cache());
  });
  if (!cache.warning.empty())
    reporter.warning(fmt::format("{} (the cache folder is set by {})", cache.warning, named_by));
  return std::move(cache.folder);
}

}  // namespace

store::Workspace workspace_at(const Locations& locations, Reporter& reporter) {
  store::Workspace workspace;
  workspace.cache = cache_at(locations, reporter);
  const bool is_standalone = locations.workspace.empty() && locations.config.empty();
  if (!locations.workspace.empty())
    workspace.root = absolute_of(locations.workspace);
  else if (!locations.config.empty())
    workspace.root = absolute_of(locations.config).parent_path();
  else
    // The current folder may be a git repository, where our files do not belong. Each current folder has its
    // own workspace, so that runs in different folders do not lock each other out.
    workspace.root = workspace.cache / "standalone" / sha256(fs::current_path().string()).substr(0, 16);
  workspace.store_folder = !locations.store.empty() ? absolute_of(locations.store)
                           : is_standalone          ? workspace.cache / "standalone" / "store"
                                                    : workspace.state() / "store";
  if (!locations.store.empty()) store::require_own_store(workspace.store_folder);
  return workspace;
}

config::Config config_at(const fs::path& file, const store::Workspace& workspace) {
  const config::Hostbase hostbase{.folder = workspace.hostbase()};
  return file.empty() ? config::standalone(hostbase) : config::load(file, hostbase);
}

store::Store store_of(const store::Workspace& workspace, const FileLock::OnWait& on_wait) {
  workspace.require_own();
  return store::Store(workspace.store_folder, on_wait);
}

unsigned threads_for(unsigned jobs) {
  return jobs > 0 ? jobs : thread_limit();
}

Session with_superprojects(Session session) {
  const SessionScope scope(session);
  config::Config config =
      srpm::with_superprojects(session.config, session.workspace.git_mirrors(), session.reporter);
  return {.config = std::move(config),
          .workspace = std::move(session.workspace),
          .store = std::move(session.store),
          .reporter = session.reporter,
          .jobs = session.jobs,
          .cancel = session.cancel,
          .program = std::move(session.program),
          .lock = std::move(session.lock)};
}

Session open_session(const Locations& locations, Reporter& reporter, const Cancellation& cancel) {
  const Cancellation::Scope scope(cancel);
  store::Workspace workspace = workspace_at(locations, reporter);
  config::Config config = config_at(locations.config, workspace);
  FileLock lock = workspace.open();
  store::Store store = store_of(workspace);
  return with_superprojects({.config = std::move(config),
                             .workspace = std::move(workspace),
                             .store = std::move(store),
                             .reporter = reporter,
                             .cancel = cancel,
                             .program = find_program("rpmworks").value_or(""),
                             .lock = std::move(lock)});
}

void require_own_releases(Session& session) {
  const std::string warning = session.workspace.require_own_releases();
  if (!warning.empty()) session.reporter.warning(warning);
}

config::Target choose_target(const Session& session, const TargetChoice& choice) {
  return config::with_engine(session.config.target(choice.target), choice.engine, choice.executor);
}

}  // namespace rpmworks::product
