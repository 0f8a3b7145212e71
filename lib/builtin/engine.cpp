// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin/engine.hpp"

#include <fmt/format.h>

#include "builtin/build.hpp"
#include "builtin/parts.hpp"
#include "builtin/requirements.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/follower.hpp"
#include "engine/made_package.hpp"
#include "engine/staged_result.hpp"

namespace rpmworks::builtin {

namespace {

class BuiltinEngine : public engine::Engine {
 public:
  BuiltinEngine(const engine::Setup& setup, const Options& options)
      : m_workspace(setup.workspace), m_parts(setup, options) {
    m_parts.cache.sweep();
  }

  std::string name() const override { return "builtin"; }
  std::string version() const override {
    return fmt::format("{} {}", k_engine_version, buildroot::k_root_recipe);
  }
  std::string environment_sha256(const config::Target& target) override;
  std::string trust_sha256(const config::Target& target) override {
    return m_parts.roots.trust_sha256(target, Reporter::silent());
  }
  std::vector<upstream::Metadata> repositories(const config::Target& target, Reporter& reporter) override;
  std::string buildroot_sha256(const engine::BuildRequest& request, Reporter& reporter) override;
  std::vector<engine::InstalledPackage> buildroot(const engine::BuildRequest& request,
                                                  Reporter& reporter) override;
  engine::BuildResult build(const engine::BuildRequest& request, Reporter& reporter) override;

 private:
  const store::Workspace& m_workspace;
  Parts m_parts;
};

std::string BuiltinEngine::environment_sha256(const config::Target& target) {
  Digest digest;
  digest.field(k_engine_version).field(buildroot::k_root_recipe).field(target.arch).field(target.dist);
  digest.field(std::to_string(target.install.size()));
  for (const auto& requirement : target.install) digest.field(requirement);
  digest.field(std::to_string(target.macros.size()));
  for (const auto& [name, value] : target.macros) digest.field(name).field(value);
  for (const auto& repository : m_parts.roots.repositories(target, Reporter::silent()))
    digest.field(repository.metadata().name).field(repository.metadata().repomd_sha256);
  return digest.field(trust_sha256(target)).hex();
}

std::vector<upstream::Metadata> BuiltinEngine::repositories(const config::Target& target,
                                                            Reporter& reporter) {
  std::vector<upstream::Metadata> metadata;
  for (const auto& repository : m_parts.roots.repositories(target, reporter))
    metadata.push_back(repository.metadata());
  return metadata;
}

std::string BuiltinEngine::buildroot_sha256(const engine::BuildRequest& request, Reporter& reporter) {
  return digest_of(m_parts.roots.set(request, requirements_of(request, m_parts, reporter), reporter));
}

std::vector<engine::InstalledPackage> BuiltinEngine::buildroot(const engine::BuildRequest& request,
                                                               Reporter& reporter) {
  return m_parts.roots.set(request, requirements_of(request, m_parts, reporter), reporter).all();
}

engine::BuildResult BuiltinEngine::build(const engine::BuildRequest& request, Reporter& reporter) {
  const auto begin = std::chrono::steady_clock::now();
  // Warns or throws now if sandboxes do not work here, before anything else that needs them.
  m_parts.overlays.layering(reporter);
  const srpm::Srpm& srpm = request.srpm();
  Activity activity(reporter, "building", srpm.nevra.str());
  engine::StagedResult staged(m_workspace.tmp(), request.result_folder);
  engine::BuildFollower follower(staged.path(), reporter);
  const auto publish = [&] {
    write_new_file(staged.path() / "phases.json", engine::phases_json(follower.phases()));
    staged.publish();
  };
  // A copy, like everything in the result folder: users may change it.
  copy_file_contents(srpm.path, staged.path() / srpm.file_name);
  engine::BuildResult result{.name = srpm.name,
                             .target = request.target->name,
                             .engine = name(),
                             .srpm_sha256 = srpm.sha256,
                             .folder = request.result_folder};
  try {
    Build build(m_parts, request, staged.path(), follower, reporter);
    build.run();
    result.buildroot_sha256 = build.buildroot_sha256();
    result.packages = std::move(build).packages();
  } catch (const Error& error) {
    // The logs of a failed build are kept; of an interrupted build nothing is.
    const bool is_its_own = error.code() == ExitCode::build || error.code() == ExitCode::invalid ||
                            error.code() == ExitCode::trust;
    if (is_its_own) {
      engine::remove_made_packages(staged.path(), srpm.file_name);
      note_setup_failure(staged.path(), error);
      publish();
    }
    throw;
  }
  publish();
  result.phases = follower.phases();
  result.elapsed = std::chrono::steady_clock::now() - begin;
  activity.result(counted(result.packages.size(), "package"));
  return result;
}

}  // namespace

std::unique_ptr<engine::Engine> make_engine(const engine::Setup& setup, const Options& options) {
  return std::make_unique<BuiltinEngine>(setup, options);
}

}  // namespace rpmworks::builtin
