"""Long proofs that nothing is lost or done twice: sessions that race, processes that are killed, plans made once."""
