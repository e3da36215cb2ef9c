"""From characters to regions, tokens, quotations and sentences, without moving an offset."""
