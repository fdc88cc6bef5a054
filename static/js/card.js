// Groups the digits of a card number by four while it is typed at its end; correcting it elsewhere is left alone.
addEventListener("input", ({ target }) => {
  if (target.id !== "number" || target.selectionStart !== target.value.length) return;
  const digits = target.value.replace(/\D/g, "").slice(0, 19);
  target.value = digits.replace(/(.{4})(?=.)/g, "$1 ");
});
