// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/engine.hpp"

#include <mutex>

#include "core/text.hpp"
#include "mock/build.hpp"
#include "mock/parts.hpp"

namespace rpmworks::mock {

namespace {

class MockEngine : public engine::Engine {
 public:
  MockEngine(const engine::Setup& setup, Program program) : m_parts(setup, std::move(program)) {}

  std::string name() const override { return "mock"; }
  std::string version() const override { return m_parts.roots.version(); }
  std::string environment_sha256(const config::Target& target) override {
    return m_parts.roots.environment_sha256(target);
  }
  std::string trust_sha256(const config::Target& target) override {
    return m_parts.roots.trust_sha256(target);
  }
  std::vector<upstream::Metadata> repositories(const config::Target& target, Reporter& reporter) override {
    return m_parts.roots.repositories(target, reporter);
  }
  std::string buildroot_sha256(const engine::BuildRequest& request, Reporter& reporter) override {
    return m_parts.roots.predicted_sha256(request, reporter);
  }
  std::vector<engine::InstalledPackage> buildroot(const engine::BuildRequest& request,
                                                  Reporter& reporter) override {
    const auto set = m_parts.roots.predicted(request, reporter);
    return set ? set->all() : std::vector<engine::InstalledPackage>{};
  }
  engine::BuildResult build(const engine::BuildRequest& request, Reporter& reporter) override {
    const auto begin = std::chrono::steady_clock::now();
    std::call_once(m_swept, [&] { m_parts.slots.sweep(reporter); });
    Activity activity(reporter, "building", request.srpm().nevra.str());
    engine::BuildResult result = Build(m_parts, request, reporter).run();
    result.elapsed = std::chrono::steady_clock::now() - begin;
    activity.result(counted(result.packages.size(), "package"));
    return result;
  }

 private:
  Parts m_parts;
  std::once_flag m_swept;
};

}  // namespace

std::unique_ptr<engine::Engine> make_engine(const engine::Setup& setup, Program program) {
  return std::make_unique<MockEngine>(setup, std::move(program));
}

}  // namespace rpmworks::mock
