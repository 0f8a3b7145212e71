// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/modules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/values.hpp"

namespace rpmworks::config {

namespace {

ModuleStream read_stream(const Located<std::string>& text, const std::string& what) {
  const size_t colon = text->find(':');
  const auto part = [&](std::string value) { return Located<std::string>{std::move(value), text.where}; };
  if (colon == std::string::npos)
    throw Error(ExitCode::invalid, fmt::format("{} does not name a stream: {}", what, shown(*text)))
        .at(text.where)
        .hint("write MODULE:STREAM, as for `dnf module enable`: nodejs:18");
  return {.module = require_name(part(text->substr(0, colon)), "the module in " + what),
          .stream = require_name(part(text->substr(colon + 1)), "the stream in " + what),
          .where = text.where};
}

}  // namespace

std::vector<ModuleStream> read_modules(const Fields& target, ClientProfile client) {
  std::vector<ModuleStream> modules;
  const std::string what = target.named("modules");
  for (const auto& text : target.list("modules")) {
    ModuleStream one = read_stream(text, what);
    const auto other = std::ranges::find(modules, one.module, &ModuleStream::module);
    if (other != modules.end())
      throw Error(ExitCode::invalid, fmt::format("{} has two streams of the module {}: {} and {}", what,
                                                 one.module, other->stream, one.stream))
          .at(one.where)
          .hint("clients can enable one stream of a module");
    modules.push_back(std::move(one));
  }
  if (!modules.empty() && clients::profile(client).is_limited())
    throw Error(ExitCode::invalid, fmt::format("{} is set, but clients of the profile {} know no modules",
                                               what, clients::name_of(client)))
        .at(target.where("modules"))
        .hint("yum sees the packages of all streams: remove `modules`");
  return modules;
}

}  // namespace rpmworks::config
