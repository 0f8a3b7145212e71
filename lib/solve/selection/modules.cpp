// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/modules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"
#include "solve/metadata/checked_file.hpp"
#include "solve/metadata/module_documents.hpp"

namespace rpmworks::solve {

using config::Node;

namespace {

std::string described(const std::string& module, const std::vector<std::string>& wanted) {
  std::vector<std::string> names;
  for (const auto& stream : wanted)
    if (!stream.starts_with('-')) names.push_back(module + ":" + stream);
  return names.empty() ? "a stream of " + module : join(names, " or ");
}

}  // namespace

void Modules::add(const upstream::Metadata& metadata) {
  try {
    for (const std::string& document : module_documents(metadata)) read(document);
  } catch (const Error& error) {
    if (error.code() == ExitCode::upstream) throw;
    throw unreadable(metadata, metadata.modules.path, error.what());
  }
}

void Modules::read(const std::string& text) {
  const config::Document document(text, "modules.yaml");
  const std::string kind = text_of(member(&document.root(), "document"));
  const Node* data = member(&document.root(), "data");
  if (kind == "modulemd-defaults") {
    if (const std::string stream = text_of(member(data, "stream")); !stream.empty())
      m_defaults.emplace(text_of(member(data, "module")), stream);
  } else if (kind == "modulemd") {
    Stream stream{.module = text_of(member(data, "name")),
                  .stream = text_of(member(data, "stream")),
                  .requires_ = module_requirements(data),
                  .packages = {}};
    if (const Node* packages = member(member(data, "artifacts"), "rpms")) {
      for (const auto& package : packages->items)
        stream.packages.push_back(rpm::Nevra::parse(package->scalar));
    }
    m_known[stream.module].insert(stream.stream);
    m_streams.push_back(std::move(stream));
  }
}

std::set<std::string> Modules::allowed(const std::string& module,
                                       const std::vector<std::string>& wanted) const {
  std::set<std::string> found;
  if (const auto known = m_known.find(module); known != m_known.end())
    for (const auto& stream : known->second)
      if (allows(wanted, stream)) found.insert(stream);
  return found;
}

std::string Modules::lacking(const Stream& stream, const Active& active) const {
  std::string lacking;
  for (const auto& alternative : stream.requires_) {
    lacking.clear();
    for (const auto& [module, wanted] : alternative) {
      const auto at = active.find(module);
      if (at != active.end() && allows(wanted, at->second)) continue;
      lacking = described(module, wanted);
      break;
    }
    if (lacking.empty()) return {};
  }
  return lacking;
}

std::string Modules::lacking(const std::string& module, const Active& active) const {
  std::set<std::string> all;
  for (const Stream& stream : m_streams) {
    if (stream.module != module || stream.stream != active.at(module)) continue;
    std::string lacks = lacking(stream, active);
    if (lacks.empty()) return {};
    all.insert(std::move(lacks));
  }
  return join({all.begin(), all.end()}, " or ");
}

// A default stream makes the stream of another module active that it requires, if there is only one and no
// other one is active. Returns whether it did.
bool Modules::activate_required(const std::string& module, Active& active) const {
  for (const Stream& stream : m_streams) {
    if (stream.module != module || stream.stream != active.at(module)) continue;
    for (const auto& alternative : stream.requires_) {
      Active more;
      for (const auto& [required, wanted] : alternative) {
        if (const auto at = active.find(required); at != active.end()) {
          if (allows(wanted, at->second)) continue;
        } else if (const auto found = allowed(required, wanted); found.size() == 1) {
          more.emplace(required, *found.begin());
          continue;
        }
        more.clear();
        break;
      }
      if (more.empty()) continue;
      active.merge(more);
      return true;
    }
  }
  return false;
}

Modules::Active Modules::active() const {
  Active active;
  for (const auto& one : m_enabled) active.emplace(one.module, one.stream);
  const Active enabled = active;
  active.insert(m_defaults.begin(), m_defaults.end());
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [module, stream] : m_defaults) {
      if (enabled.contains(module) || !active.contains(module) || lacking(module, active).empty()) continue;
      if (!activate_required(module, active)) active.erase(module);
      changed = true;
      break;
    }
  }
  return active;
}

void Modules::refuse_unknown(const config::ModuleStream& enabled) const {
  const auto known = m_known.find(enabled.module);
  std::vector<std::string> names;
  if (known == m_known.end())
    for (const auto& [module, streams] : m_known) names.push_back(module);
  else
    names.assign(known->second.begin(), known->second.end());
  Error error = Error(ExitCode::invalid,
                      known == m_known.end()
                          ? fmt::format("no upstream of the release has a module {}", enabled.module)
                          : fmt::format("the module {} has no stream {}", enabled.module, enabled.stream))
                    .at(enabled.where);
  if (known != m_known.end()) throw std::move(error).hint(fmt::format("its streams: {}", join(names, ", ")));
  if (const auto meant = did_you_mean(enabled.module, names)) throw std::move(error).hint(*meant);
  throw std::move(error);
}

void Modules::require_enabled() const {
  const Active active = this->active();
  for (const auto& one : m_enabled) {
    const auto known = m_known.find(one.module);
    if (known == m_known.end() || !known->second.contains(one.stream)) refuse_unknown(one);
    if (const std::string lacks = lacking(one.module, active); !lacks.empty())
      throw Error(ExitCode::invalid,
                  fmt::format("{}:{} requires {}, which is not enabled", one.module, one.stream, lacks))
          .at(one.where)
          .hint("list that stream in `modules`, too");
  }
}

std::map<Id, std::string> Modules::hidden(const ReleasePool& pool) const {
  std::map<Id, std::string> found;
  if (is_empty()) return found;
  std::set<rpm::Nevra> enabled;
  std::map<std::string, const Stream*> names;  // of the packages of enabled streams
  std::map<rpm::Nevra, const Stream*> others;
  const Active active = this->active();
  std::map<const Stream*, std::string> unfulfilled;
  for (const Stream& stream : m_streams) {
    const auto at = active.find(stream.module);
    bool is_enabled = at != active.end() && at->second == stream.stream;
    if (const std::string lacks = is_enabled ? lacking(stream, active) : ""; !lacks.empty()) {
      unfulfilled.emplace(&stream, lacks);
      is_enabled = false;
    }
    for (const rpm::Nevra& package : stream.packages) {
      if (package.is_source()) continue;
      if (is_enabled) {
        enabled.insert(package);
        names.emplace(package.name, &stream);
      } else {
        others.emplace(package, &stream);
      }
    }
  }
  std::map<Id, const Stream*> shadowed;  // packages that have or provide one of the names
  for (const auto& [name, stream] : names) {
    const Id id = pool_str2id(pool.get(), name.c_str(), 0);
    for (const Id provider : id ? pool.providers(id) : std::vector<Id>()) {
      const auto at = shadowed.try_emplace(provider, stream).first;
      if (pool[provider].name == id) at->second = stream;
    }
  }
  for (Id id = 2; id < pool.get()->nsolvables; ++id) {
    if (!pool[id].repo || pool.is_own(id) || pool.is_installed(id) || !pool.fits(id)) continue;
    const rpm::Nevra nevra = pool.nevra(id);
    if (enabled.contains(nevra)) continue;
    if (const auto other = others.find(nevra); other != others.end()) {
      const auto& [module, stream] = std::tie(other->second->module, other->second->stream);
      const auto lacks = unfulfilled.find(other->second);
      found[id] = printable(
          lacks == unfulfilled.end()
              ? fmt::format("stream {} of the module {} is not enabled", stream, module)
              : fmt::format("{}:{} has it only for {}, which is not enabled", module, stream, lacks->second));
    } else if (const auto at = shadowed.find(id); at != shadowed.end()) {
      found[id] = printable(fmt::format("the module {} has a package of this name", at->second->module));
    }
  }
  return found;
}

}  // namespace rpmworks::solve
