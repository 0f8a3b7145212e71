// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/upgrade/upgrade_client.hpp"

#include <algorithm>
#include <unordered_map>

namespace rpmworks::solve {

namespace {

Offset copied(Repo* to, const Solvable& package, Offset list) {
  Offset copy = 0;
  if (!list) return copy;
  for (const Id* id = package.repo->idarraydata + list; *id; ++id) copy = repo_addid(to, copy, *id);
  return copy;
}

}  // namespace

/// The packages of a system as the installed packages of the pool, as long as this object exists. The other
/// packages that solvers see are `available`.
class UpgradeClient::Installed {
 public:
  Installed(UpgradePool& packages, const System& system, IdSet available)
      : m_pool(packages.pool()), m_before(m_pool.get()->installed) {
    Pool* pool = m_pool.get();
    m_repo = repo_create(pool, "system");
    m_first = repo_add_solvable_block(m_repo, static_cast<int>(system.size()));
    m_origins = system;
    for (size_t i = 0; i < system.size(); ++i) copy(packages, system[i], m_first + static_cast<Id>(i));
    repo_internalize(m_repo);
    pool_set_installed(pool, m_repo);
    IdSet seen(pool);
    for (Id id = 2; id < m_first; ++id) {
      if (available.contains(id) && !packages.is_preinstalled(id)) seen.insert(id);
    }
    for (size_t i = 0; i < system.size(); ++i) seen.insert(m_first + static_cast<Id>(i));
    seen.insert(SYSTEMSOLVABLE);
    m_available = std::move(available);
    m_pool.restrict_to(seen);
  }
  ~Installed() {
    pool_set_installed(m_pool.get(), m_before);
    repo_free(m_repo, 1);
  }
  Installed(const Installed&) = delete;
  Installed& operator=(const Installed&) = delete;

  const IdSet& available() const { return m_available; }
  Id first() const { return m_first; }
  size_t size() const { return m_origins.size(); }
  bool is_copy(Id id) const { return id >= m_first; }
  /// The package that an installed one was made from; an available one itself.
  Id origin(Id id) const { return is_copy(id) ? m_origins[static_cast<size_t>(id - m_first)] : id; }
  std::vector<Id> copies_of(const std::vector<Id>& origins) const {
    std::vector<Id> found;
    for (const Id id : origins) {
      const auto at = std::ranges::lower_bound(m_origins, id);
      if (at != m_origins.end() && *at == id)
        found.push_back(m_first + static_cast<Id>(at - m_origins.begin()));
    }
    return found;
  }
  std::vector<Id> all_copies() const {
    std::vector<Id> found;
    for (size_t i = 0; i < m_origins.size(); ++i) found.push_back(m_first + static_cast<Id>(i));
    return found;
  }
  const System& origins() const { return m_origins; }

 private:
  void copy(const UpgradePool& packages, Id from, Id to) {
    Pool* pool = m_pool.get();
    const Solvable original = packages[from];
    Solvable* package = pool_id2solvable(pool, to);
    package->name = original.name;
    package->arch = original.arch;
    package->evr = original.evr;
    package->vendor = original.vendor;
    package->provides = copied(m_repo, original, original.provides);
    package->requires_ = copied(m_repo, original, original.requires_);
    package->conflicts = copied(m_repo, original, original.conflicts);
    package->obsoletes = copied(m_repo, original, original.obsoletes);
    // libsolv tells packages of one NEVRA apart by it.
    if (packages.is_rebuilt(from)) {
      const auto time = solvable_lookup_num(pool_id2solvable(pool, from), SOLVABLE_BUILDTIME, 0);
      if (time) repo_set_num(m_repo, to, SOLVABLE_BUILDTIME, time);
    }
  }

  ReleasePool& m_pool;
  Repo* m_before;
  Repo* m_repo = nullptr;
  Id m_first = 0;
  System m_origins;
  IdSet m_available;
};

UpgradeClient::Argument UpgradeClient::parse(const std::string& text) const {
  Pool* pool = m_packages.pool().get();
  const size_t dot = text.rfind('.');
  if (dot != std::string::npos) {
    const Id arch = pool_str2id(pool, text.substr(dot + 1).c_str(), 0);
    const Id name = pool_str2id(pool, text.substr(0, dot).c_str(), 0);
    if (name && arch && (arch == ARCH_NOARCH || pool_arch2score(pool, arch) != 0)) return {name, arch};
  }
  return {.name = pool_str2id(pool, text.c_str(), 0)};
}

std::vector<Id> UpgradeClient::matching(const std::string& argument, const System& system) const {
  const Argument wanted = parse(argument);
  std::vector<Id> found;
  for (const Id id : system) {
    const Solvable& package = m_packages[id];
    if (package.name == wanted.name && (!wanted.arch || package.arch == wanted.arch)) found.push_back(id);
  }
  return found;
}

// libdnf's filterPkgToJob
void UpgradeClient::push(IdQueue& jobs, int action, const std::vector<Id>& packages) const {
  if (packages.empty()) return;
  IdQueue ids;
  for (const Id id : packages) ids.push(id);
  const auto list = static_cast<Id>(pool_queuetowhatprovides(m_packages.pool().get(), ids.get()));
  jobs.push(action | SOLVER_SOLVABLE_ONE_OF | SOLVER_SETARCH | SOLVER_SETEVR, list);
}

// dnf.base.Base._upgrade_internal: all packages, installed ones too
void UpgradeClient::add_upgrade(const Installed& installed, IdQueue& jobs) const {
  std::vector<Id> all;
  for (Id id = 2; id < installed.first(); ++id) {
    if (installed.available().contains(id) && !m_packages.is_preinstalled(id)) all.push_back(id);
  }
  const std::vector<Id> copies = installed.all_copies();
  all.insert(all.end(), copies.begin(), copies.end());
  push(jobs, SOLVER_UPDATE | SOLVER_TARGETED, all);
}

// dnf.base.Base.distro_sync
void UpgradeClient::add_distro_sync(const std::string& argument, const Installed& installed,
                                    IdQueue& jobs) const {
  std::vector<Id> packages = m_packages.named(parse(argument).name, installed.available());
  std::erase_if(packages, [&](Id id) { return m_packages.is_preinstalled(id); });
  for (const Id id : m_packages.obsoleters(packages, installed.available())) {
    if (!m_packages.is_preinstalled(id)) packages.push_back(id);
  }
  push(jobs, SOLVER_DISTUPGRADE, packages);
}

// dnf.base.Base.install
void UpgradeClient::add_install(const std::string& argument, const Installed& installed,
                                IdQueue& jobs) const {
  const Argument wanted = parse(argument);
  std::vector<Id> packages = m_packages.named(wanted.name, installed.available());
  std::erase_if(packages, [&](Id id) {
    return m_packages.is_preinstalled(id) || (wanted.arch && m_packages[id].arch != wanted.arch);
  });
  const std::vector<Id> available = packages;
  for (const Id id : installed.copies_of(matching(argument, installed.origins()))) packages.push_back(id);
  if (!wanted.arch) {
    for (const Id id : m_packages.obsoleters(available, installed.available())) packages.push_back(id);
  }
  push(jobs, SOLVER_INSTALL, packages);
}

// dnf.base.Base.reinstall: each installed package that is available in the same version
void UpgradeClient::add_reinstall(const std::string& argument, const Installed& installed,
                                  IdQueue& jobs) const {
  for (const Id id : matching(argument, installed.origins())) {
    const auto same = m_packages.named(m_packages[id].name, installed.available());
    const auto at = std::ranges::find_if(same, [&](Id other) {
      return !m_packages.is_preinstalled(other) && m_packages.is_same_nevra(id, other);
    });
    if (at != same.end()) push(jobs, SOLVER_INSTALL, {*at});
  }
}

// dnf.base.Base.remove, with the option clean_requirements_on_remove, which is on by default
void UpgradeClient::add_remove(const std::string& argument, const Installed& installed, IdQueue& jobs) const {
  for (const Id copy : installed.copies_of(matching(argument, installed.origins())))
    jobs.push(SOLVER_SOLVABLE | SOLVER_ERASE | SOLVER_CLEANDEPS, copy);
}

// What dnf does not clean: packages that the user asked for.
void UpgradeClient::add_user_installed(const Installed& installed, IdQueue& jobs) const {
  for (const Id copy : installed.all_copies()) {
    const Id id = installed.origin(copy);
    if (m_packages.is_of_a_release(id) || m_packages.is_preinstalled(id))
      jobs.push(SOLVER_SOLVABLE | SOLVER_USERINSTALLED, copy);
  }
}

// dnf removes packages without looking at repositories.
IdSet UpgradeClient::offered(const UpgradeCommand& command) const {
  if (command.kind == UpgradeCommand::Kind::remove) return IdSet(m_packages.pool().get());
  return m_packages.available_now();
}

Executed UpgradeClient::run(const System& system, const UpgradeCommand& command, bool best) {
  using Kind = UpgradeCommand::Kind;
  Pool* pool = m_packages.pool().get();
  const Installed installed(m_packages, system, offered(command));
  IdQueue jobs;
  const bool erases = command.kind == Kind::remove || command.kind == Kind::swap;
  switch (command.kind) {
    case Kind::upgrade:
      add_upgrade(installed, jobs);
      break;
    case Kind::distro_sync:
      for (const auto& one : command.packages) add_distro_sync(one, installed, jobs);
      break;
    case Kind::reinstall:
      for (const auto& one : command.packages) add_reinstall(one, installed, jobs);
      break;
    case Kind::swap:
      add_install(command.packages.at(1), installed, jobs);
      add_remove(command.packages.at(0), installed, jobs);
      break;
    case Kind::remove:
      for (const auto& one : command.packages) add_remove(one, installed, jobs);
      break;
    case Kind::install:
      for (const auto& one : command.packages) add_install(one, installed, jobs);
      break;
  }
  if (best) {
    for (int i = 0; i < jobs.size(); i += 2) jobs.get()->elements[i] |= SOLVER_FORCEBEST;
  }
  if (erases) add_user_installed(installed, jobs);
  for (const auto& text : installonly_names()) {
    if (const Id name = pool_str2id(pool, text.c_str(), 0))
      jobs.push(SOLVER_MULTIVERSION | SOLVER_SOLVABLE_PROVIDES, name);
  }
  if (command.kind == Kind::remove) {
    for (const Id copy : installed.all_copies()) jobs.push(SOLVER_ALLOWUNINSTALL | SOLVER_SOLVABLE, copy);
  }

  const SolverHandle solver(solver_create(pool));
  // libdnf's Goal::Impl::initSolver, with dnf's default allow_vendor_change
  for (const int flag :
       {SOLVER_FLAG_ALLOW_VENDORCHANGE, SOLVER_FLAG_DUP_ALLOW_VENDORCHANGE, SOLVER_FLAG_KEEP_ORPHANS,
        SOLVER_FLAG_BEST_OBEY_POLICY, SOLVER_FLAG_YUM_OBSOLETES, SOLVER_FLAG_IGNORE_RECOMMENDED})
    solver_set_flag(solver.get(), flag, 1);
  const bool may_downgrade = command.kind != Kind::upgrade && command.kind != Kind::remove;
  solver_set_flag(solver.get(), SOLVER_FLAG_ALLOW_DOWNGRADE, may_downgrade ? 1 : 0);

  Executed result;
  result.is_done = solver_solve(solver.get(), jobs.get()) == 0;
  if (!result.is_done) {
    for (Id problem = 0; (problem = solver_next_problem(solver.get(), problem)) != 0;) {
      Explanation explanation = explain(solver.get(), problem);
      for (auto& part : explanation.parts)
        if (part.package > 0) part.package = installed.origin(part.package);
      result.problems.push_back(std::move(explanation));
    }
    return result;
  }
  IdQueue decisions;
  solver_get_decisionqueue(solver.get(), decisions.get());
  for (int i = 0; i < decisions.size(); ++i) {
    if (decisions[i] > SYSTEMSOLVABLE) result.system.push_back(installed.origin(decisions[i]));
  }
  std::ranges::sort(result.system);
  result.system.erase(std::ranges::unique(result.system).begin(), result.system.end());
  return result;
}

}  // namespace rpmworks::solve
