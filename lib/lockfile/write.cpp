// SPDX-License-Identifier: GPL-3.0-or-later
#include "lockfile/write.hpp"

#include <fmt/format.h>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "lockfile/faults.hpp"
#include "lockfile/limits.hpp"
#include "lockfile/yaml_text.hpp"

namespace rpmworks::lockfile {

namespace {

constexpr const char* k_comment =
    "# The packages of upstreams that this product's releases contain. `rpmworks lock` writes this file; do "
    "not "
    "edit it.\n";

// A flow mapping of one line.
class Line {
 public:
  Line& text(const char* name, const std::string& value) {
    start(name);
    m_text += yaml_scalar(value);
    return *this;
  }
  Line& text_if_any(const char* name, const std::string& value) {
    return value.empty() ? *this : text(name, value);
  }
  Line& number(const char* name, uint64_t value) {
    start(name);
    m_text += std::to_string(value);
    return *this;
  }
  Line& list_if_any(const char* name, const std::vector<std::string>& values) {
    if (values.empty()) return *this;
    start(name);
    m_text += "[";
    for (size_t i = 0; i < values.size(); ++i) m_text += (i > 0 ? ", " : "") + yaml_scalar(values[i]);
    m_text += "]";
    return *this;
  }
  Line& rejected_if_any(const std::vector<LockedRejection>& rejected) {
    if (rejected.empty()) return *this;
    start("rejected");
    m_text += "[";
    for (size_t i = 0; i < rejected.size(); ++i)
      m_text += fmt::format("{}{{ package: {}, reason: {} }}", i > 0 ? ", " : "",
                            yaml_scalar(rejected[i].nevra), yaml_scalar(rejected[i].reason));
    m_text += "]";
    return *this;
  }
  std::string end() { return m_text + " }\n"; }

 private:
  void start(const char* name) {
    m_text += m_text.empty() ? "  - { " : ", ";
    m_text += name;
    m_text += ": ";
  }

  std::string m_text;
};

}  // namespace

std::string head_of(const Lock& lock) {
  std::string inputs;
  for (const auto& [target, sha256] : lock.inputs)
    inputs += fmt::format("{} {}: {}", inputs.empty() ? "{" : ",", yaml_scalar(target), yaml_scalar(sha256));
  return fmt::format("{}schema: 1\ninputs: {}\n{}", k_comment, inputs.empty() ? "{}" : inputs + " }",
                     lock.is_merged ? "merged: true\n" : "");
}

std::string line_of(const LockedKey& key) {
  return Line().text("name", key.name).text("fingerprint", key.fingerprint).end();
}

std::string line_of(const LockedUpstream& upstream) {
  return Line()
      .text("name", upstream.name)
      .text(upstream.is_mirror_list ? "mirrorlist" : "url", upstream.url)
      .list_if_any("trust", upstream.trust)
      .text("repomd", upstream.repomd_sha256)
      .text_if_any("revision", upstream.revision)
      .end();
}

std::string line_of(const LockedPackage& package) {
  return Line()
      .text("target", package.target)
      .text("section", package.section)
      .text("name", package.nevra.name)
      .text("evr", package.nevra.evr.str())
      .text("arch", package.nevra.arch)
      .text("upstream", package.upstream)
      .text("location", package.location)
      .number("size", package.size)
      .text("sha256", package.sha256)
      .text_if_any("source", package.source)
      .list_if_any("because", package.because)
      .text_if_any("requirement", package.requirement)
      .rejected_if_any(package.rejected)
      .text_if_any("held", package.held)
      .end();
}

std::string list_of(const char* name, const std::string& lines) {
  return lines.empty() ? fmt::format("{}: []\n", name) : fmt::format("{}:\n{}", name, lines);
}

std::string with_digest(std::string text) {
  text += fmt::format("{}: {}\n", k_digest, yaml_scalar(sha256(text)));
  return text;
}

std::string text_of(const Lock& lock) {
  const auto lines = [](const auto& entries) {
    std::string all;
    for (const auto& entry : entries) all += line_of(entry);
    return all;
  };
  return with_digest(head_of(lock) + list_of(k_keys, lines(lock.keys)) +
                     list_of(k_upstreams, lines(lock.upstreams)) + list_of(k_packages, lines(lock.packages)));
}

std::string to_text(Lock lock) {
  sort(lock);
  if (const auto fault = fault_of(lock)) {
    Error error(ExitCode::invalid, fmt::format("cannot write the lock: {}", fault->message));
    if (fault->list == k_packages) {
      const LockedPackage& package = lock.packages[fault->index];
      throw std::move(error).note(fmt::format("package {} of upstream '{}', in section '{}' of target '{}'",
                                              package.nevra.str(), package.upstream, package.section,
                                              package.target));
    }
    if (fault->list == k_upstreams)
      throw std::move(error).note(fmt::format("upstream '{}'", lock.upstreams[fault->index].name));
    if (fault->list == k_keys)
      throw std::move(error).note(fmt::format("key '{}'", lock.keys[fault->index].name));
    throw error;
  }
  std::string text = text_of(lock);
  const size_t most = limits_with("").bytes;
  if (text.size() > most)
    throw Error(ExitCode::invalid,
                fmt::format("cannot write the lock: it would be larger than {}", human_bytes(most)));
  return text;
}

}  // namespace rpmworks::lockfile
