export const options = { fields: ["body"] };
