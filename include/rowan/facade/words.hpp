#pragma once

#include "rowan/event/extensions.hpp"
#include "rowan/facade/query_words.hpp"
#include "rowan/facade/row_words.hpp"
#include "rowan/facade/schema_words.hpp"

namespace rowan::detail {

/// All that a connection and a pool can be asked for alike.
template <class Self, class Database>
class words : public row_words<Self, Database>,
              public query_words<Self, Database>,
              public schema_words<Self, Database>,
              public extension_words<Self, extensions_of<Database>> {};

} // namespace rowan::detail
