// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/program.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "config/hostbase.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "mock/config.hpp"
#include "mock/failure.hpp"
#include "process/process.hpp"

namespace rpmworks::mock {

namespace {

constexpr const char* k_group = "mock";

ProcessResult ask_version(const fs::path& program) {
  return run({.argv = {program.string(), "--version"}, .deadline = std::chrono::seconds(60)});
}

// mock drops its privileges to the user behind sudo.
bool is_root_by_sudo() {
  const char* const uid = std::getenv("SUDO_UID");
  return ::geteuid() == 0 && uid && *uid;
}

bool is_in_group() {
  std::vector<char> text(16384);
  group entry{};
  group* found = nullptr;
  if (::getgrnam_r(k_group, &entry, text.data(), text.size(), &found) != 0 || !found) return false;
  const int count = ::getgroups(0, nullptr);
  std::vector<gid_t> groups(static_cast<size_t>(std::max(count, 0)));
  if (count > 0 && ::getgroups(count, groups.data()) < 0) return false;
  groups.push_back(::getegid());
  return std::find(groups.begin(), groups.end(), entry.gr_gid) != groups.end();
}

bool has_package_manager(const config::Target& target) {
  if (!target.mock.root.empty() || target.mock.bootstrap) return true;
  const std::string wanted = package_manager_of(target);
  for (const auto& name : {wanted, wanted + "-3", std::string("dnf-3")})
    if (find_program(name)) return true;
  return wanted == "yum" && find_program("dnf").has_value();  // mock uses dnf for yum
}

bool is_on_hostbase(const config::Target& target) {
  return std::any_of(target.repos.begin(), target.repos.end(),
                     [](const auto& repo) { return *repo == config::Hostbase::k_name; });
}

}  // namespace

Program require_program(const config::Target& target) {
  const auto program = find_program("mock");
  if (!program)
    throw Error(ExitCode::invalid,
                fmt::format("the target '{}' uses mock, which is not installed", target.name))
        .at(target.where)
        .hint("install mock, or let rpmworks build by itself: engine: builtin");
  const ProcessResult answer = ask_version(*program);
  if (answer.ok()) return {*program, std::string(trim(answer.out))};
  const engine::ClassifiedFailure failure =
      classify({.exit_code = 3, .output = answer.out + "\n" + answer.err}, target.client);
  throw Error(ExitCode::invalid, fmt::format("the target '{}' uses mock, which does not run here: {}",
                                             target.name, failure.cause))
      .at(target.where)
      .hint(failure.hint.empty() ? fmt::format("see the output of: {} --version", program->string())
                                 : failure.hint);
}

bool is_preferred(const config::Target& target) {
  if (is_on_hostbase(target) || !has_package_manager(target)) return false;
  if (!is_root_by_sudo() && (::geteuid() == 0 || !is_in_group())) return false;
  const auto program = find_program("mock");
  return program && ask_version(*program).ok();
}

}  // namespace rpmworks::mock
