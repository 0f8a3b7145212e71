// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/modules.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/printable.hpp"
#include "solve/metadata/checked_file.hpp"
#include "solve/metadata/module_documents.hpp"

namespace rpmworks::solve {

using config::Node;

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
      m_enabled.emplace(text_of(member(data, "module")), stream);
  } else if (kind == "modulemd") {
    Stream stream{
        .module = text_of(member(data, "name")), .stream = text_of(member(data, "stream")), .packages = {}};
    if (const Node* packages = member(member(data, "artifacts"), "rpms")) {
      for (const auto& package : packages->items)
        stream.packages.push_back(rpm::Nevra::parse(package->scalar));
    }
    m_streams.push_back(std::move(stream));
  }
}

std::map<Id, std::string> Modules::hidden(const ReleasePool& pool) const {
  std::map<Id, std::string> found;
  if (is_empty()) return found;
  std::set<rpm::Nevra> enabled;
  std::map<std::string, const Stream*> names;  // of the packages of enabled streams
  std::map<rpm::Nevra, const Stream*> others;
  for (const Stream& stream : m_streams) {
    const bool is_enabled = m_enabled.contains({stream.module, stream.stream});
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
      found[id] = printable(fmt::format("stream {} of the module {} is not enabled", other->second->stream,
                                        other->second->module));
    } else if (const auto at = shadowed.find(id); at != shadowed.end()) {
      found[id] = printable(fmt::format("the module {} has a package of this name", at->second->module));
    }
  }
  return found;
}

}  // namespace rpmworks::solve
